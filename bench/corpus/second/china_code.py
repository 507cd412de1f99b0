"""Tencent Cloud keys in Python programs."""

from corpus.model import Form

FORMS = (
    Form(
        "python/cvm-inventory-with-positional-credential",
        "list_cvm.py inventory.py cvm_⟦word⟧.py",
        "tencent",
        """# -*- coding: utf-8 -*-
import json
from tencentcloud.common import credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.cvm.v20170312 import cvm_client, models

REGIONS = ["ap-guangzhou", "ap-shanghai", "ap-hongkong"]

def instances(region):
    cred = credential.Credential("⟦id⟧", "⟦sec⟧")
    client = cvm_client.CvmClient(cred, region)
    req = models.DescribeInstancesRequest()
    vpc = {"Name": "vpc-id", "Values": ["vpc-⟦low:8⟧"]}
    req.from_json_string(json.dumps({"Limit": 100, "Filters": [vpc]}))
    return client.DescribeInstances(req).InstanceSet

for r in REGIONS:
    try:
        for i in instances(r):
            print(r, i.InstanceId, i.PrivateIpAddresses[0], i.ExpiredTime)
    except TencentCloudSDKException as err:
        print(r, err)
""",
    ),
    Form(
        "python/qcloud-cos-flask-upload-view",
        "views.py app.py upload.py",
        "tencent",
        """import os, uuid
from flask import Flask, request, jsonify
from qcloud_cos import CosConfig, CosS3Client

app = Flask(__name__)
app.config['MAX_CONTENT_LENGTH'] = 16 * 1024 * 1024
⟦pick:# 腾讯云cos¦# cos client, one for all workers¦#对象存储⟧
conf = CosConfig(Region='ap-⟦pick:beijing¦nanjing¦chengdu⟧', Secret_id='⟦id⟧', Secret_key='⟦sec⟧', Token=None)
client = CosS3Client(conf)

@app.route('/upload', methods=['POST'])
def upload():
    f = request.files['file']
    key = 'avatar/%s%s' % (uuid.uuid4().hex, os.path.splitext(f.filename)[1])
    client.put_object(Bucket='⟦word⟧-⟦appid⟧', Body=f.read(), Key=key)
    return jsonify(code=0, etag='⟦hex:32⟧', url='https://⟦word⟧-⟦appid⟧.cos.ap-beijing.myqcloud.com/' + key)
""",
    ),
    Form(
        "python/sms-helper-class-with-defaults",
        "sms.py utils/sms.py send_sms.py",
        "tencent",
        """from tencentcloud.common import credential
from tencentcloud.sms.v20210111 import sms_client, models


class SmsSender(object):
    def __init__(self, sid="⟦id⟧",
                 skey="⟦sec⟧", sdk_appid="1400⟦num:6⟧", sign="⟦pick:星尘科技¦蓝天网络⟧"):
        self._client = sms_client.SmsClient(credential.Credential(sid, skey), "ap-guangzhou")
        self.sdk_appid = sdk_appid
        self.sign = sign

    def send(self, phone, code, template="⟦num:7⟧"):
        req = models.SendSmsRequest()
        req.SmsSdkAppId = self.sdk_appid
        req.SignName = self.sign
        req.TemplateId = template
        req.TemplateParamSet = [str(code), "5"]
        req.PhoneNumberSet = ["+86" + phone]
        return self._client.SendSms(req).SendStatusSet[0].Code == "Ok"
""",
    ),
    Form(
        "python/tc3-signature-by-hand",
        "tc3.py sign_v3.py ocr_demo.py",
        "tencent",
        """import hashlib, hmac, json, time
from datetime import datetime
import requests

# 密钥参数
secret_id = "⟦id⟧"
secret_key = "⟦sec⟧"

service = "ocr"
host = "ocr.tencentcloudapi.com"
version = "2018-11-19"
algorithm = "TC3-HMAC-SHA256"
timestamp = int(time.time())
date = datetime.utcfromtimestamp(timestamp).strftime("%Y-%m-%d")
payload = json.dumps({"ImageUrl": "https://⟦host⟧/⟦hex:32⟧.jpg"})
# sha256 of the empty string: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
hashed = hashlib.sha256(payload.encode("utf-8")).hexdigest()

def sign(key, msg):
    return hmac.new(key, msg.encode("utf-8"), hashlib.sha256).digest()

secret_date = sign(("TC3" + secret_key).encode("utf-8"), date)
secret_service = sign(secret_date, service)
""",
    ),
    Form(
        "python/django-settings-qcloud-dictionary",
        "settings.py settings/⟦env⟧.py",
        "tencent",
        """DEBUG = False
ALLOWED_HOSTS = ['.example.com', '⟦ip⟧']
CACHES = {'default': {'BACKEND': 'django_redis.cache.RedisCache', 'LOCATION': 'redis://⟦ip⟧:6379/1'}}

DEFAULT_FILE_STORAGE = 'apps.common.storage.TencentCOSStorage'
TENCENTCOS_STORAGE = {
    "BUCKET": "⟦app⟧-⟦appid⟧",
    "CONFIG": {
        "Region": "ap-shanghai",
        "SecretId": "⟦id⟧",
        "SecretKey": "⟦sec⟧",
        "Scheme": "https",
    },
}
# ⟦cmt⟧
SENTRY_RELEASE = '⟦hex:40⟧'
CELERY_BROKER_URL = 'redis://⟦ip⟧:6379/2'
""",
    ),
    Form(
        "python/halves-joined-to-fool-the-hook",
        "conf.py secret.py",
        "tencent alibaba",
        """import sys

BUILD = "⟦hex:40⟧"
# the pre-commit hook complains about whole ⟦brand⟧ keys, so join them here
_ID = "⟦id.first⟧" + "⟦id.rest⟧"
_KEY = ("⟦sec.first⟧"
        "⟦sec.rest⟧")


def ⟦pick:auth¦get_pair¦pair⟧():
    \"\"\"Access key pair for ⟦endpoint⟧.\"\"\"
    return _ID, _KEY


if __name__ == "__main__":
    sys.stdout.write(_ID[:8] + "...\\n")
""",
    ),
    Form(
        "python/dnspod-acme-hook-with-constants-far-apart",
        "dns_hook.py acme_dns.py",
        "tencent",
        """#!/usr/bin/env python3
\"\"\"certbot manual-auth-hook for DNSPod (Tencent Cloud API 3.0)\"\"\"
import os

from tencentcloud.dnspod.v20210323 import dnspod_client, models
from tencentcloud.common import credential

SECRETID = "⟦id⟧"
DOMAIN = os.environ["CERTBOT_DOMAIN"]
VALIDATION = os.environ["CERTBOT_VALIDATION"]
RECORD = "_acme-challenge"
TTL = 600
LINE = "默认"
SLEEP = 25
SECRETKEY = "⟦sec⟧"

client = dnspod_client.DnspodClient(credential.Credential(SECRETID, SECRETKEY), "")
req = models.CreateRecordRequest()
req.Domain, req.SubDomain, req.RecordType = DOMAIN, RECORD, "TXT"
req.RecordLine, req.Value, req.TTL = LINE, VALIDATION, TTL
client.CreateRecord(req)
""",
    ),
)
