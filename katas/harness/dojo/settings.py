"""Django settings of the dojo. It has no database: its pages run no query."""

import secrets
from pathlib import Path

from katas.harness.dojo import guards

HERE = Path(__file__).parent
SECRET_KEY = secrets.token_urlsafe(32)  # signs nothing that outlives the process
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
USE_TZ = True
USE_I18N = False
INSTALLED_APPS = ["katas.harness.dojo"]
ROOT_URLCONF = "katas.harness.dojo.urls"
# From the outermost: what every answer gets, refusals with them; who may ask; who may write.
MIDDLEWARE = [
    f"{guards.__name__}.strict_headers",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    f"{guards.__name__}.same_origin",
    "django.middleware.csrf.CsrfViewMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "OPTIONS": {
            "builtins": ["katas.harness.dojo.templatetags.dojo"],
            "context_processors": ["django.template.context_processors.csrf"],
        },
    }
]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_NAME = "katas_dojo_csrf"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
LOGGING_CONFIG = None
