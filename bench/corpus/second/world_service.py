"""Service accounts of Google."""

from corpus.encoders import base64_line
from corpus.model import Form

_ACCOUNT = """{
  "type": "service_account",
  "project_id": "⟦app⟧-⟦appid⟧",
  "private_key_id": "⟦id⟧",
  "private_key": "⟦sec.json⟧\\n",
  "client_email": "⟦app⟧@⟦app⟧-⟦appid⟧.iam.gserviceaccount.com",
  "client_id": "1⟦num:20⟧",
  "auth_uri": "https://accounts.google.com/o/oauth2/auth",
  "token_uri": "https://oauth2.googleapis.com/token",
  "universe_domain": "googleapis.com"
}
"""

FORMS = (
    Form(
        "json/service-account-download",
        "service-account.json ⟦app⟧-⟦hex:12⟧.json gcp-key.json",
        "gcp",
        _ACCOUNT,
    ),
    Form(
        "text/service-account-as-one-base64-line",
        "GCP_SA_KEY.txt gcloud-service-key.b64",
        "gcp",
        _ACCOUNT,
        encode=base64_line,
    ),
    Form(
        "python/service-account-info-dict",
        "sheets.py gspread_client.py",
        "gcp",
        """import gspread

INFO = {
    'type': 'service_account',
    'project_id': '⟦app⟧-⟦appid⟧',
    'private_key_id': '⟦id⟧',
    'private_key': '⟦sec.json⟧\\n',
    'client_email': 'bot@⟦app⟧-⟦appid⟧.iam.gserviceaccount.com',
    'token_uri': 'https://oauth2.googleapis.com/token',
}
gc = gspread.service_account_from_dict(INFO)
sh = gc.open_by_key('1⟦url64:43⟧')
""",
    ),
    Form(
        "javascript/firebase-admin-cert-call",
        "firebase.js functions/index.js",
        "gcp",
        """const admin = require("firebase-admin");

admin.initializeApp({
  credential: admin.credential.cert({
    projectId: "⟦app⟧-⟦appid⟧",
    clientEmail: "firebase-adminsdk-⟦low:5⟧@⟦app⟧-⟦appid⟧.iam.gserviceaccount.com",
    privateKey: "⟦sec.json⟧\\n",
  }),
  databaseURL: "https://⟦app⟧-⟦appid⟧.firebaseio.com",
});
exports.uid = "⟦alnum:28⟧";
""",
    ),
    Form(
        "yaml/kubernetes-google-credentials-block",
        "gcr-secret.yaml secret-gcp.yml",
        "gcp",
        """apiVersion: v1
kind: Secret
metadata:
  name: google-cloud-key
  resourceVersion: "⟦num:8⟧"
stringData:
  key.json: '{"type":"service_account","project_id":"⟦app⟧-⟦appid⟧","private_key_id":"⟦id⟧",\
"private_key":"⟦sec.json⟧\\n","client_email":"⟦app⟧@⟦app⟧-⟦appid⟧.iam.gserviceaccount.com"}'
""",
    ),
    Form(
        "env/google-private-key-with-slash-n",
        ".env .env.production",
        "gcp",
        """NEXTAUTH_URL=https://⟦word⟧.example.com
GOOGLE_PROJECT_ID=⟦app⟧-⟦appid⟧
GOOGLE_CLIENT_EMAIL=⟦app⟧@⟦app⟧-⟦appid⟧.iam.gserviceaccount.com
GOOGLE_PRIVATE_KEY_ID=⟦id⟧
GOOGLE_PRIVATE_KEY="⟦sec.json⟧\\n"
SPREADSHEET_ID=1⟦url64:43⟧
""",
    ),
    Form(
        "terraform/google-credentials-heredoc",
        "gcp.tf provider.tf",
        "gcp",
        """provider "google" {
  project     = "⟦app⟧-⟦appid⟧"
  region      = "asia-east1"
  credentials = <<JSON
  {
    "type": "service_account",
    "private_key_id": "⟦id⟧",
    "private_key": "⟦sec.json⟧\\n",
    "client_email": "terraform@⟦app⟧-⟦appid⟧.iam.gserviceaccount.com"
  }
JSON
}
""",
    ),
)
