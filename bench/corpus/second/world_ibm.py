"""Keys of IBM and tokens of DigitalOcean."""

from corpus.model import Form

FORMS = (
    Form(
        "json/ibm-cloud-service-credentials",
        "vcap.json watson-credentials.json",
        "ibm",
        """{
  "apikey": "⟦sec⟧",
  "iam_apikey_description": "Auto-generated for key \
crn:v1:bluemix:public:conversation:eu-gb:a/⟦hex:32⟧:⟦uuid⟧::",
  "iam_apikey_name": "Auto-generated service credentials",
  "iam_role_crn": "crn:v1:bluemix:public:iam::::serviceRole:Manager",
  "iam_serviceid_crn": "crn:v1:bluemix:public:iam-identity::a/⟦hex:32⟧::serviceid:ServiceId-⟦uuid⟧",
  "url": "https://api.eu-gb.assistant.watson.cloud.ibm.com/instances/⟦uuid⟧"
}
""",
    ),
    Form(
        "json/ibm-cloud-api-key-download",
        "apikey.json ibmcloud_api_key.json",
        "ibm",
        """{
\t"id": "ApiKey-⟦uuid⟧",
\t"crn": "crn:v1:bluemix:public:iam-identity::a/⟦hex:32⟧::apikey:ApiKey-⟦uuid⟧",
\t"iam_id": "IBMid-⟦base32:10⟧",
\t"name": "⟦app⟧",
\t"createdAt": "⟦date⟧T⟦time⟧+0000",
\t"apikey": "⟦sec⟧"
}
""",
    ),
    Form(
        "python/ibm-watson-iam-authenticator",
        "stt.py watson.py",
        "ibm",
        """from ibm_cloud_sdk_core.authenticators import IAMAuthenticator
from ibm_watson import SpeechToTextV1

auth = IAMAuthenticator('⟦sec⟧')
stt = SpeechToTextV1(authenticator=auth)
stt.set_service_url('https://api.au-syd.speech-to-text.watson.cloud.ibm.com/instances/⟦uuid⟧')
""",
    ),
    Form(
        "shell/ibmcloud-login-apikey",
        "deploy.sh kube.sh",
        "ibm",
        """ibmcloud config --check-version=false
ibmcloud login -a https://cloud.ibm.com --apikey ⟦sec⟧ -r us-south -g Default
ibmcloud ks cluster config --cluster ⟦low:20⟧
ibmcloud cr images --restrict ⟦word⟧ | grep sha256:⟦hex:12⟧
""",
    ),
    Form(
        "terraform/ibm-provider",
        "ibm.tf provider.tf",
        "ibm",
        """provider "ibm" {
  ibmcloud_api_key = "⟦sec⟧"
  region           = "jp-tok"
}

data "ibm_resource_instance" "cos" {
  name = "⟦app⟧-cos"
  guid = "⟦uuid⟧"
}
""",
    ),
    Form(
        "shell/ibm-iam-token-by-curl",
        "iam.sh watsonx.http",
        "ibm",
        """curl -X POST 'https://iam.cloud.ibm.com/identity/token' \\
 -H 'Content-Type: application/x-www-form-urlencoded' \\
 -d 'grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey=⟦sec⟧'
# watsonx project ⟦uuid⟧
""",
    ),
    Form(
        "terraform/digitalocean-tfvars",
        "terraform.tfvars do.auto.tfvars",
        "digitalocean",
        """do_token        = "⟦sec⟧"
region          = "sgp1"
ssh_fingerprint = "⟦fingerprint⟧"
vpc_uuid        = "⟦uuid⟧"
""",
    ),
    Form(
        "yaml/doctl-config",
        "config.yaml .config/doctl/config.yaml",
        "digitalocean",
        """access-token: ⟦sec⟧
api-url: ""
auth-contexts: {}
context: default
output: text
project: ⟦uuid⟧
""",
    ),
    Form(
        "shell/curl-droplets-bearer",
        "droplets.sh api.txt",
        "digitalocean",
        """# new droplet
curl -X POST "https://api.digitalocean.com/v2/droplets" \\
  -H "Content-Type: application/json" -H "Authorization: Bearer ⟦sec⟧" \\
  -d '{"name":"⟦word⟧","size":"s-1vcpu-1gb","image":"ubuntu-22-04-x64","tags":["⟦hex:8⟧"]}'
""",
    ),
    Form(
        "yaml/kubernetes-csi-digitalocean-secret",
        "do-secret.yaml csi.yml",
        "digitalocean",
        """apiVersion: v1
kind: Secret
metadata: {name: digitalocean, namespace: kube-system, uid: ⟦uuid⟧}
data:
  access-token: ⟦sec.b64⟧
""",
    ),
    Form(
        "python/digitalocean-manager",
        "snap.py dns_update.py",
        "digitalocean",
        """import digitalocean as do

m = do.Manager(token="⟦sec⟧")
for d in m.get_all_droplets(tag_name="⟦word⟧"):
    d.take_snapshot("auto-%s-⟦hex:6⟧" % d.name)
""",
    ),
    Form(
        "ini/certbot-digitalocean-credentials",
        "digitalocean.ini .secrets/certbot/do.ini",
        "digitalocean",
        """# DigitalOcean API credentials used by Certbot
dns_digitalocean_token = ⟦sec⟧
# account = ⟦hex:32⟧
""",
    ),
)
