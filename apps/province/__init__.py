"""The reference province: a small, real 政府采购系统 that speaks the exchange from the other side.

It is a peer of the platform with its own settings and database. It imports no other app of this
repository and none imports it, so that whatever the two agree on, they agree on over the wire.
"""
