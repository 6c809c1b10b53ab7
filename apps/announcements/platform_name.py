"""What the platform is called where no template says it."""

PLATFORM_NAME = "方城县公共资源交易平台"
