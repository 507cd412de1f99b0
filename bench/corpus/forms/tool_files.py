"""Files of the large clouds' own tools and of storage tools."""

from corpus.groups import S3
from corpus.model import Form

FORMS = (
    Form(
        "ini/aws-credentials",
        "credentials .aws-credentials",
        "aws",
        """[default]
aws_access_key_id = ⟦id⟧
aws_secret_access_key = ⟦sec⟧
⟦opt:region = ⟦region⟧
⟧⟦opt:
[⟦word⟧-role]
role_arn = arn:aws:iam::⟦account⟧:role/⟦word⟧
source_profile = default
⟧""",
    ),
    Form(
        "ini/aws-credentials-two-profiles",
        "credentials credentials.bak",
        "aws",
        """[default]
aws_access_key_id=⟦id⟧
aws_secret_access_key=⟦sec⟧

[⟦env⟧]
aws_access_key_id=⟦2.id⟧
aws_secret_access_key=⟦2.sec⟧
""",
        extra="=",
    ),
    Form(
        "ini/aws-credentials-session",
        "credentials",
        "aws:temporary",
        """[⟦account⟧_AdministratorAccess]
aws_access_key_id=⟦id⟧
aws_secret_access_key=⟦sec⟧
aws_session_token=⟦tok⟧
""",
    ),
    Form(
        "ini/boto-cfg",
        ".boto boto.cfg",
        "aws",
        """⟦head⟧[Credentials]
aws_access_key_id = ⟦id⟧
aws_secret_access_key = ⟦sec⟧

[Boto]
debug = 0
num_retries = ⟦int:1:10⟧
""",
    ),
    Form(
        "ini/s3cfg",
        ".s3cfg s3cfg",
        S3,
        """[default]
access_key = ⟦id⟧
access_token =
bucket_location = ⟦region⟧
check_ssl_certificate = True
default_mime_type = binary/octet-stream
encrypt = False
gpg_passphrase =
host_base = ⟦endpoint⟧
host_bucket = %(bucket)s.⟦endpoint⟧
multipart_chunk_size_mb = 15
secret_key = ⟦sec⟧
signature_v2 = False
use_https = True
""",
    ),
    Form(
        "ini/rclone-conf",
        "rclone.conf",
        S3,
        """[⟦word⟧]
type = s3
provider = ⟦pick:TencentCOS¦AWS¦Alibaba¦Other⟧
env_auth = false
access_key_id = ⟦id⟧
secret_access_key = ⟦sec⟧
endpoint = ⟦endpoint⟧
acl = private
""",
    ),
    Form(
        "ini/cos-conf",
        ".cos.conf cos.conf",
        "tencent",
        """[common]
secret_id = ⟦id⟧
secret_key = ⟦sec⟧
bucket = ⟦bucket⟧
region = ⟦region⟧
max_thread = 5
part_size = 1
retry = 5
timeout = 60
schema = https
verify = md5
anonymous = False
""",
    ),
    Form(
        "yaml/coscli-config",
        ".cos.yaml cos.yaml",
        "tencent",
        """cos:
  base:
    secretid: ⟦id⟧
    secretkey: ⟦sec⟧
    sessiontoken: ""
    protocol: https
  buckets:
  - name: ⟦bucket⟧
    alias: ⟦word⟧
    endpoint: ⟦endpoint⟧
""",
    ),
    Form(
        "json/tccli-credential",
        "default.credential",
        "tencent",
        """{
    "secretId": "⟦id⟧",
    "secretKey": "⟦sec⟧"
}
""",
    ),
    Form(
        "json/aliyun-config",
        "config.json",
        "alibaba",
        """{
	"current": "default",
	"profiles": [
		{
			"name": "default",
			"mode": "AK",
			"access_key_id": "⟦id⟧",
			"access_key_secret": "⟦sec⟧",
			"sts_token": "",
			"ram_role_name": "",
			"region_id": "⟦region⟧",
			"output_format": "json",
			"language": "zh"
		}
	],
	"meta_path": ""
}
""",
    ),
)
