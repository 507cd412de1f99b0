"""AWS keys that are encoded, cut in pieces, far apart or one beside the other."""

from corpus.encoders import base64_in_shell, utf16_le_bom
from corpus.model import Form

FORMS = (
    Form(
        "javascript/atob-before-a-client",
        "s3-client.js src/utils/aws.js",
        "aws",
        """// keys are base64 so that the scanner shuts up
const d = (s) => Buffer.from(s, 'base64').toString()

module.exports = new (require('aws-sdk').S3)({
  accessKeyId: d('⟦id.b64⟧'),
  secretAccessKey: d('⟦sec.b64⟧'),
  region: '⟦region⟧',
  params: { Bucket: '⟦bucket⟧' },
})
module.exports.rev = '⟦hex:40⟧'
""",
    ),
    Form(
        "python/aws-bytes-fromhex",
        "creds.py settings_secret.py",
        "aws",
        """import boto3

_h = lambda s: bytes.fromhex(s).decode()
AWS = dict(
    aws_access_key_id=_h("⟦id.hex⟧"),
    aws_secret_access_key=_h("⟦sec.hex⟧"),
)
CHECK = "⟦hex:64⟧"
client = boto3.client("s3", region_name="⟦region⟧", **AWS)
""",
    ),
    Form(
        "text/percent-encoded-celery-broker",
        "celeryconfig.py settings/celery.py",
        "aws",
        """# SQS as broker: the secret must be quoted
broker_url = "sqs://⟦id⟧:⟦sec.pct⟧@"
broker_transport_options = {"region": "⟦region⟧", "visibility_timeout": 3600}
task_default_queue = "⟦app⟧"
result_backend = "rpc://"
worker_name = "w-⟦hex:12⟧@%h"
""",
    ),
    Form(
        "java/secret-joined-from-two-literals",
        "Keys.java AwsKeys.java",
        "aws",
        """final class AwsKeys {
    // split, otherwise GitHub blocks the push
    static final String ACCESS = "⟦id.first⟧" + "⟦id.rest⟧";
    static final String SECRET = "⟦sec.first⟧" + "⟦sec.rest⟧";
    static final String REGION = "⟦region⟧";
    static final String BUILD = "⟦hex:20⟧" + "⟦hex:20⟧";

    private AwsKeys() {
    }
}
""",
    ),
    Form(
        "env/utf-sixteen-notepad-file",
        "aws-keys.txt keys.txt new.env",
        "aws",
        """S3 login for ⟦app⟧ (⟦date⟧)
AccessKey: ⟦id⟧
SecretKey: ⟦sec⟧
Bucket: ⟦bucket⟧
ticket ⟦uuid⟧
""",
        encode=utf16_le_bom,
    ),
    Form(
        "shell/packed-credentials-file",
        "install.sh entrypoint.sh",
        "aws",
        """[default]
aws_access_key_id = ⟦id⟧
aws_secret_access_key = ⟦sec⟧
region = ⟦region⟧
output = json
""",
        encode=base64_in_shell,
    ),
    Form(
        "json/two-accounts-one-after-the-other",
        "accounts.json config/aws.json",
        "aws",
        """[
  {"name": "⟦word⟧-cn", "account": "⟦account⟧", "ak": "⟦id⟧", "sk": "⟦sec⟧", "partition": "aws-cn"},
  {"name": "⟦word⟧-us", "account": "⟦num:12⟧", "ak": "⟦2.id⟧", "sk": "⟦2.sec⟧", "partition": "aws"},
  {"name": "old", "account": "⟦num:12⟧", "ak": "", "sk": "", "trace": "⟦hex:32⟧"}
]
""",
        extra="=",
    ),
    Form(
        "properties/id-and-secret-ten-lines-apart",
        "conf.properties deploy.properties",
        "aws",
        """aws.s3.accessKey=⟦id⟧
aws.s3.bucket=⟦bucket⟧
aws.s3.region=⟦region⟧
aws.s3.pathStyle=false
aws.s3.maxConnections=⟦int:10:200⟧
app.id=⟦uuid⟧
app.build=⟦hex:40⟧
app.workers=⟦int:1:16⟧
app.locale=zh_CN
⟦rep:0-2:app.peer=⟦host⟧
⟧aws.s3.secretKey=⟦sec⟧
""",
    ),
    Form(
        "python/comment-keeps-the-old-secret",
        "worker.py tasks.py",
        "aws",
        """import os

# AWS_ACCESS_KEY_ID     = ⟦id⟧
# AWS_SECRET_ACCESS_KEY = ⟦sec⟧
AWS_ACCESS_KEY_ID = os.environ["AWS_ACCESS_KEY_ID"]
AWS_SECRET_ACCESS_KEY = os.environ["AWS_SECRET_ACCESS_KEY"]
QUEUE = "https://sqs.⟦region⟧.amazonaws.com/⟦account⟧/⟦app⟧"
DEDUP = "⟦hex:64⟧"
""",
    ),
    Form(
        "yaml/only-the-aws-secret-the-id-from-a-vault",
        "values-secret.yaml config.yml",
        "aws",
        """aws:
  region: ⟦region⟧
  access_key_id: ${AWS_ACCESS_KEY_ID}
  secret_access_key: ⟦sec⟧
  kms_key: arn:aws:kms:⟦region⟧:⟦account⟧:key/⟦uuid⟧
""",
    ),
)
