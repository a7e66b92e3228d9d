"""The ASGI application that uvicorn serves. Given."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "katas.day05_app_ready.settings")

from django.core.asgi import get_asgi_application

from katas.day05_app_ready import witness

with witness.looking() as seen:
    application = get_asgi_application()
witness.report(seen)
