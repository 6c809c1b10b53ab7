"""What the drafting pages propose, one module for each type of announcement: titles, facts and texts.

Nothing here is kept. The officer edits what is proposed, and the driving API fills in what a test left out.
"""
