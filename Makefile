# What a newcomer, a developer and CI call; `make help` lists it.
#
#   make run PORT=8001          another port; also HOST, PROVINCE_PORT
#   make test PYTEST_ARGS=…     some of the tests
#
# DATABASE_URL, REDIS_URL and PROVINCE_DATABASE_URL name servers to use instead of the embedded ones.

PYTHON ?= python3
PYTEST_ARGS ?=

VENV := .venv
IN_VENV := $(VENV)/bin/python
# Another Python or other requirements, another stamp: pip runs when something changed, and only then.
STAMP := $(VENV)/.requirements-$(shell { $(PYTHON) -V; cat requirements.txt; } 2>/dev/null | cksum | tr ' ' '-')

BESIDE_TEST_SERVICES := $(IN_VENV) -m fangcheng_platform.embedded exec --instance test --

IS_ROOT_WITH_APT = [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null
APT_INSTALL = apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends

.DEFAULT_GOAL := help
.PHONY: run test lint format clean help bench-search bench-public all-tests all-checks browser validator

run: $(STAMP) ## 启动整个平台（首次运行会先安装依赖），Ctrl-C 停止
	@$(IN_VENV) -m fangcheng_platform.startup

test: $(STAMP) browser ## 运行全部测试
	@$(BESIDE_TEST_SERVICES) $(MAKE) --no-print-directory all-tests

lint: $(STAMP) ## 检查格式、类型、分层与配置
	@$(BESIDE_TEST_SERVICES) $(MAKE) --no-print-directory all-checks

format: $(STAMP) ## 统一代码格式
	$(IN_VENV) -m ruff check --fix .
	$(IN_VENV) -m ruff format .

bench-search: $(STAMP) ## 测量公告列表和检索的用时（先运行 manage.py make_load）
	$(IN_VENV) manage.py bench_search

bench-public: $(STAMP) ## 比较公共网站各种页面的开销：nginx、普通 Django（先运行 manage.py make_load；需要 wrk、nginx）
	$(IN_VENV) manage.py bench_public

# The Nu HTML Checker (MIT) is a tool of the tests alone, and too large to be shipped: 32 MB of Java.
VALIDATOR := vnu-jar@26.9.27
VALIDATOR_SHA256 := 22f15dd39a33bed929d2a5c0cddf5946849a647eca9272bf4d5d00bc7e7a4d47
VALIDATOR_JAR := var/validator/node_modules/vnu-jar/build/dist/vnu.jar

validator: $(VALIDATOR_JAR) ## 下载 HTML 检查工具（需要 npm 和 java）；之后 make test 会检查每一页的 HTML

# No scripts: the package's own would fetch a Java of their choice.
$(VALIDATOR_JAR):
	@command -v npm >/dev/null && command -v java >/dev/null || { echo '错误：需要 npm 和 java。'; exit 1; }
	@mkdir -p var/validator
	npm install --prefix var/validator --ignore-scripts --no-save --no-audit --no-fund $(VALIDATOR)
	@echo '$(VALIDATOR_SHA256)  $@' | sha256sum --check --quiet || { rm -f $@; exit 1; }

clean: ## 删除虚拟环境与缓存；var/ 中的数据和公开页面保留
	rm -rf $(VENV) var/static .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## 显示本说明
	@grep -E '^[a-z-]+:.*##' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z-]+):.*## /  make \1\t/'

# CI machines are root on a bare Debian: there what is missing is installed. A developer is told.
lint test: MAY_INSTALL = $(IS_ROOT_WITH_APT)
MAY_INSTALL = false

# pytest's status for "no test matched", which a selection of tests may well mean for one of the two runs.
all-tests: NOTHING_MATCHED = $(if $(PYTEST_ARGS),5,0)

# Flow and browser tests come in a run of their own: tests with real transactions empty the tables that the migrations
# filled. With `-n 2 --dist loadgroup` two folders run at a time; on two cores what waits for an answer gets impatient.
all-tests:
	$(IN_VENV) -m pytest -n 2 -m "not flow and not browser" $(PYTEST_ARGS) || [ $$? = $(NOTHING_MATCHED) ]
	$(IN_VENV) -m pytest -m "flow or browser" $(PYTEST_ARGS) || [ $$? = $(NOTHING_MATCHED) ]

# Beside the services because mypy loads the settings, and makemigrations compares with a database.
all-checks:
	$(IN_VENV) -m ruff check .
	$(IN_VENV) -m ruff format --check .
	$(IN_VENV) -m mypy
	$(VENV)/bin/lint-imports
	$(IN_VENV) manage.py check --fail-level WARNING
	$(IN_VENV) manage.py makemigrations --check --dry-run
	$(IN_VENV) manage.py province check --fail-level WARNING
	$(IN_VENV) manage.py province makemigrations --check --dry-run

$(STAMP):
	@command -v $(PYTHON) >/dev/null || { echo '错误：找不到 $(PYTHON)；请先安装 Python 3.11 或更高版本。'; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "错误：需要 Python 3.11 或更高版本，$(PYTHON) 是 $$($(PYTHON) -V)；可用 make PYTHON=python3.11 … 指定。"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { $(MAY_INSTALL) && $(APT_INSTALL) python3-venv; } || \
		{ echo '错误：$(PYTHON) 缺少 venv 模块；Debian/Ubuntu 请运行 apt-get install python3-venv。'; exit 1; }
	@{ $(IN_VENV) -m pip -V >/dev/null && [ "$$($(IN_VENV) -V)" = "$$($(PYTHON) -V)" ]; } 2>/dev/null || \
		{ echo '建立虚拟环境 $(VENV) …'; $(PYTHON) -m venv --clear $(VENV); }
	@echo '安装 requirements.txt 中的依赖（首次约一两分钟）…'
	@$(IN_VENV) -m pip install --disable-pip-version-check --no-input --requirement requirements.txt
	@rm -f $(VENV)/.requirements-*
	@touch $@

browser:
	@if [ -x /usr/bin/chromium ] && [ -n "$$(fc-list :lang=zh 2>/dev/null)" ]; then :; \
	elif $(MAY_INSTALL); then \
		echo '安装浏览器测试所需的 chromium 与中文字体 …'; \
		$(APT_INSTALL) chromium fontconfig fonts-noto-cjk </dev/null || echo '安装失败，浏览器测试将跳过。'; \
	else \
		echo '缺少 chromium 或中文字体，浏览器测试将跳过；安装：apt-get install chromium fontconfig fonts-noto-cjk'; \
	fi
