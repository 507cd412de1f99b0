"""Google, Azure, Oracle and private keys."""

from corpus.model import Form

FORMS = (
    Form(
        "json/gcp-service-account",
        "service-account.json ⟦app⟧-⟦hex:12⟧.json gcp-key.json",
        "gcp",
        """{
  "type": "service_account",
  "project_id": "⟦app⟧-⟦num:6⟧",
  "private_key_id": "⟦id⟧",
  "private_key": "⟦sec.json⟧\\n",
  "client_email": "⟦word⟧@⟦app⟧-⟦num:6⟧.iam.gserviceaccount.com",
  "client_id": "1⟦num:20⟧",
  "auth_uri": "https://accounts.google.com/o/oauth2/auth",
  "token_uri": "https://oauth2.googleapis.com/token"
}
""",
    ),
    Form(
        "env/gcp-service-account-in-one-line",
        ".env .env.production",
        "gcp",
        """GCP_PROJECT=⟦app⟧
GOOGLE_CREDENTIALS='{"type":"service_account","private_key_id":"⟦id⟧","private_key":"⟦sec.json⟧\\n",\
"client_id":"1⟦num:20⟧"}'
LOG_LEVEL=info
""",
    ),
    Form(
        "javascript/firebase-admin-cert",
        "firebase.js admin.js",
        "gcp",
        """⟦head⟧admin.initializeApp({
  credential: admin.credential.cert({
    project_id: '⟦app⟧',
    private_key_id: '⟦id⟧',
    private_key: '⟦sec.json⟧\\n',
  }),
});
""",
    ),
    Form(
        "env/azure-storage-connection-string",
        ".env local.env",
        "azure:storage",
        """⟦head⟧AZURE_STORAGE_CONNECTION_STRING="DefaultEndpointsProtocol=https;AccountName=⟦id⟧;\
AccountKey=⟦sec⟧;EndpointSuffix=core.windows.net"
CONTAINER=⟦word⟧
""",
    ),
    Form(
        "json/azure-storage-local-settings",
        "local.settings.json appsettings.json",
        "azure:storage",
        """{
  "IsEncrypted": false,
  "Values": {
    "AzureWebJobsStorage": "DefaultEndpointsProtocol=https;AccountName=⟦id⟧;AccountKey=⟦sec⟧;\
EndpointSuffix=core.windows.net",
    "FUNCTIONS_WORKER_RUNTIME": "python"
  }
}
""",
    ),
    Form(
        "python/azure-blob-account-key",
        "blob.py storage.py",
        "azure:storage",
        """⟦head⟧from azure.storage.blob import BlobServiceClient

account_name = ⟦id.q⟧
account_key = ⟦sec.q⟧
service = BlobServiceClient(f"https://{account_name}.blob.core.windows.net", credential=account_key)
⟦tail⟧""",
    ),
    Form(
        "terraform/azurerm-client",
        "provider.tf main.tf",
        "azure:client",
        """⟦head⟧provider "azurerm" {
  features {}
  tenant_id       = "⟦uuid⟧"
  subscription_id = "⟦uuid⟧"
  client_id       = "⟦id⟧"
  client_secret   = "⟦sec⟧"
}
""",
    ),
    Form(
        "shell/az-login",
        "login.sh azure.sh",
        "azure:client",
        """⟦head⟧az login --service-principal -u ⟦id⟧ -p '⟦sec⟧' --tenant ⟦uuid⟧
az account set --subscription ⟦uuid⟧
⟦tail⟧""",
    ),
    Form(
        "text/azure-shared-access-url",
        "links.txt download.txt",
        "azure:sas",
        "https://⟦low:12⟧.blob.core.windows.net/⟦word⟧?sv=2022-11-02&ss=b&srt=sco&sp=rwdl&se=⟦date⟧T⟦time⟧Z"
        "&st=⟦date⟧T⟦time⟧Z&spr=https&sig=⟦sec.pct⟧\n",
    ),
    Form(
        "shell/azcopy-shared-access",
        "azcopy.sh",
        "azure:sas",
        """⟦head⟧azcopy copy '/data/⟦word⟧' 'https://⟦low:12⟧.blob.core.windows.net/⟦word⟧?sv=2021-06-08&\
sp=racwl&sr=c&sig=⟦sec.pct⟧' --recursive
⟦tail⟧""",
    ),
    Form(
        "python/oracle-config-dict",
        "oci_client.py",
        "oracle",
        """⟦head⟧config = {
    "user": "⟦id⟧",
    "fingerprint": "⟦fingerprint⟧",
    "tenancy": "ocid1.tenancy.oc1..aaaaaaaa⟦ocid:52⟧",
    "region": "us-ashburn-1",
    "key_content": \"\"\"⟦sec⟧\"\"\",
}
⟦tail⟧""",
    ),
    Form(
        "terraform/oracle-provider",
        "provider.tf terraform.tfvars",
        "oracle",
        """⟦head⟧provider "oci" {
  tenancy_ocid = "ocid1.tenancy.oc1..aaaaaaaa⟦ocid:52⟧"
  user_ocid    = "⟦id⟧"
  fingerprint  = "⟦fingerprint⟧"
  private_key  = <<EOF
⟦sec⟧
EOF
}
""",
    ),
    Form("pem/file", "id_rsa deploy.pem server.key id_ed25519 apiclient_key.pem", "private-key", "⟦sec⟧\n"),
    Form(
        "yaml/pem-block",
        "secrets.yml hiera.yaml",
        "private-key",
        """⟦head⟧deploy:
  user: ⟦person⟧
  private_key: |
    ⟦sec.ind4⟧
  known_host: ⟦host⟧ ⟦pubkey⟧
⟦tail⟧""",
    ),
    Form(
        "python/pem-string",
        "keys.py sign.py",
        "private-key",
        '⟦head⟧PRIVATE_KEY = """⟦sec⟧\n"""\n\nPUBLIC_KEY = """⟦pubpem⟧\n"""\n⟦tail⟧',
    ),
    Form(
        "json/pem-escaped",
        "config.json keys.json",
        "private-key",
        '{\n  "kid": "⟦uuid⟧",\n  "privateKey": "⟦sec.json⟧\\n",\n  "alg": "RS256"\n}\n',
    ),
    Form(
        "shell/pem-heredoc",
        "install_key.sh",
        "private-key",
        "⟦head⟧cat > ~/.ssh/id_deploy <<'KEY'\n⟦sec⟧\nKEY\nchmod 600 ~/.ssh/id_deploy\n⟦tail⟧",
    ),
    Form(
        "kubernetes/tls-secret",
        "tls.yaml",
        "private-key",
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: ⟦app⟧-tls\ntype: kubernetes.io/tls\ndata:\n"
        "  tls.crt: ⟦cert.b64⟧\n  tls.key: ⟦sec.b64nl⟧\n",
    ),
)
