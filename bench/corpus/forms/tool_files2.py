"""Files of further clouds' tools."""

from corpus.groups import S3
from corpus.model import Form

FORMS = (
    Form(
        "ini/ossutilconfig",
        ".ossutilconfig",
        "alibaba",
        """[Credentials]
language=CH
endpoint=⟦endpoint⟧
accessKeyID=⟦id⟧
accessKeySecret=⟦sec⟧
""",
    ),
    Form(
        "ini/obsutilconfig",
        ".obsutilconfig",
        "huawei",
        """#obsutil configuration file
ak=⟦id⟧
sk=⟦sec⟧
token=
endpoint=⟦endpoint⟧
maxConnections=1000
sdkLogBackups=10
defaultTempFileDir=/root/.obsutil
""",
    ),
    Form(
        "json/hcloud-config",
        "config.json",
        "huawei",
        """{"current":"default","profiles":[{"name":"default","mode":"AKSK","accessKeyId":"⟦id⟧","""
        """"secretAccessKey":"⟦sec⟧","region":"⟦region⟧","projectId":"⟦hex:32⟧","domainId":"⟦hex:32⟧"}]}
""",
    ),
    Form(
        "json/mc-config",
        "config.json",
        S3,
        """{
	"version": "10",
	"aliases": {
		"⟦store⟧": {
			"url": "https://⟦endpoint⟧",
			"accessKey": "⟦id⟧",
			"secretKey": "⟦sec⟧",
			"api": "S3v4",
			"path": "auto"
		}
	}
}
""",
    ),
    Form("text/passwd-s3fs", ".passwd-s3fs passwd-s3fs", "aws qiniu jd", "⟦opt:⟦bucket⟧:⟧⟦id⟧:⟦sec⟧\n"),
    Form("text/passwd-cosfs", "passwd-cosfs .passwd-cosfs", "tencent alibaba", "⟦bucket⟧:⟦id⟧:⟦sec⟧\n"),
    Form(
        "ini/bcecmd-credentials",
        "credentials",
        "baidu",
        """[Defaults]
Ak = ⟦id⟧
Sk = ⟦sec⟧
Sts =
""",
    ),
    Form("json/volc-config", "config .volc-config.json", "volcengine", '{"ak":"⟦id⟧","sk":"⟦sec⟧"}\n'),
    Form(
        "ini/jdc-config",
        "config",
        "jd",
        """[default]
access_key = ⟦id⟧
secret_key = ⟦sec⟧
region_id = ⟦region⟧
endpoint = vm.jdcloud-api.com
scheme = https
timeout = 20
""",
    ),
    Form(
        "json/ucloud-cli-credential",
        "credential.json",
        "ucloud",
        """[{"public_key":"⟦id⟧","private_key":"⟦sec⟧","cookie":"","csrf_token":"","profile":"default"}]
""",
    ),
    Form(
        "yaml/qingcloud-config",
        "config.yaml qingstor.yaml",
        "qingcloud",
        """# QingCloud ⟦cmt⟧
qy_access_key_id: '⟦id⟧'
qy_secret_access_key: '⟦sec⟧'
zone: '⟦region⟧'
host: api.qingcloud.com
""",
    ),
    Form(
        "ini/ks3util-config",
        ".ks3utilconfig ks3.ini",
        "kingsoft",
        """[Credentials]
language=CH
endpoint=⟦endpoint⟧
accessKeyID=⟦id⟧
accessKeySecret=⟦sec⟧
""",
    ),
    Form(
        "json/picgo-config",
        "data.json picgo.json config.json",
        "tencent alibaba qiniu",
        """{
  "picBed": {
    "uploader": "⟦store⟧",
    "current": "⟦store⟧",
    "tcyun": {
      "⟦idn.bare.camel⟧": "⟦id⟧",
      "⟦secn.bare.camel⟧": "⟦sec⟧",
      "bucket": "⟦bucket⟧",
      "area": "⟦region⟧",
      "_id": "⟦uuid⟧"
    }
  },
  "settings": { "shortKey": {}, "server": { "port": 36677 } }
}
""",
    ),
)
