"""Keys of Huawei Cloud, Volcengine and Baidu AI Cloud."""

from corpus import encoders
from corpus.model import Form

FORMS = (
    Form(
        "python/obsclient-keyword-arguments",
        "obs_upload.py obs_demo.py",
        "huawei",
        """from obs import ObsClient

obs_client = ObsClient(
    access_key_id='⟦id⟧',
    secret_access_key='⟦sec⟧',
    server='https://obs.cn-north-4.myhuaweicloud.com',
)
resp = obs_client.putFile('⟦word⟧-data', 'model/⟦hex:8⟧.ckpt', file_path='/cache/model.ckpt')
assert resp.status < 300, resp.requestId
obs_client.close()
""",
    ),
    Form(
        "java/huaweicloud-basiccredentials-builder",
        "ListVpcs.java EcsService.java",
        "huawei",
        """import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.vpc.v2.VpcClient;
import com.huaweicloud.sdk.vpc.v2.region.VpcRegion;

public class ListVpcs {
    public static void main(String[] args) {
        BasicCredentials auth = new BasicCredentials()
                .withAk("⟦id⟧")
                .withSk("⟦sec⟧")
                .withProjectId("⟦hex:32⟧");
        VpcClient client = VpcClient.newBuilder()
                .withCredential(auth).withRegion(VpcRegion.CN_EAST_3).build();
        System.out.println(client.listVpcs(new ListVpcsRequest()));
    }
}
""",
    ),
    Form(
        "ini/obsutilconfig-file",
        ".obsutilconfig obsutil.ini",
        "huawei",
        """endpoint=obs.cn-south-1.myhuaweicloud.com
ak=⟦id⟧
sk=⟦sec⟧
token=
protocol=https
maxRetryCount=5
defaultTempFileDir=/root/.obsutil_tmp
sdkLogPath=/root/.obsutil_log/obssdk.log
""",
    ),
    Form(
        "csv/huawei-credentials-download",
        "credentials.csv",
        "huawei",
        """User Name,Access Key Id,Secret Access Key
"hwc_⟦word⟧",⟦id⟧,⟦sec⟧
""",
        encode=encoders.bom,
    ),
    Form(
        "terraform/huaweicloud-provider-and-backend",
        "huawei.tf versions.tf",
        "huawei",
        """terraform {
  backend "s3" {
    bucket                      = "⟦word⟧-tfstate"
    key                         = "⟦env⟧/terraform.tfstate"
    endpoint                    = "https://obs.cn-east-3.myhuaweicloud.com"
    skip_region_validation      = true
    skip_credentials_validation = true
  }
}

provider "huaweicloud" {
  region     = "cn-east-3"
  access_key = "⟦id⟧"
  secret_key = "⟦sec⟧"
  domain_id  = "⟦hex:32⟧"
}
""",
    ),
    Form(
        "shell/modelarts-training-with-hw-exports",
        "train.sh run_on_cloud.sh",
        "huawei",
        """#!/bin/bash
# 华为云 ModelArts 训练作业
export HUAWEICLOUD_SDK_AK="⟦id⟧"
export HUAWEICLOUD_SDK_SK="⟦sec⟧"
export S3_ENDPOINT=obs.cn-north-4.myhuaweicloud.com
python -c "import moxing as mox; mox.file.copy_parallel('obs://⟦word⟧/data', '/cache/data')"
python train.py --epochs 90 --ckpt ⟦hex:16⟧.ckpt
""",
    ),
    Form(
        "python/tos-client-v2-with-f-strings",
        "tos_put.py volc_tos.py",
        "volcengine",
        """import tos

ak, sk = "⟦id⟧", "⟦sec⟧"
region = "cn-beijing"
client = tos.TosClientV2(ak, sk, f"tos-{region}.volces.com", region)
try:
    out = client.put_object("⟦word⟧-dataset", "shard-0001.tar", content=open("shard.tar", "rb"))
    print(out.request_id, "⟦hex:32⟧")
except tos.exceptions.TosServerError as e:
    print(e.code, e.ec)
""",
    ),
    Form(
        "python/volcengine-visual-service-setters",
        "visual.py jimeng.py",
        "volcengine",
        """# coding:utf-8
from volcengine.visual.VisualService import VisualService

if __name__ == '__main__':
    visual_service = VisualService()
    # 即梦 AI 图片生成
    visual_service.set_ak('⟦id⟧')
    visual_service.set_sk('⟦sec⟧')
    form = {"req_key": "jimeng_high_aes_general_v21_L", "prompt": "千军万马", "seed": ⟦num:8⟧}
    print(visual_service.cv_process(form))
""",
    ),
    Form(
        "json/volc-profile-config",
        ".volc/config.json ve_config.json",
        "volcengine",
        """{"current": "default", "enable-color": false, "profiles": {"default": {
    "name": "default", "mode": "ak",
    "access-key": "⟦id⟧", "secret-key": "⟦sec⟧",
    "region": "cn-beijing", "endpoint": "open.volcengineapi.com", "session-token": "", "disable-ssl": false}}}
""",
    ),
    Form(
        "go/volcengine-imagex-instance-credential",
        "imagex.go upload.go",
        "volcengine",
        """package main

import (
	"github.com/volcengine/volc-sdk-golang/base"
	"github.com/volcengine/volc-sdk-golang/service/imagex"
)

func instance() *imagex.ImageX {
	i := imagex.NewInstance()
	i.SetCredential(base.Credentials{
		AccessKeyID:     "⟦id⟧",
		SecretAccessKey: "⟦sec⟧",
	})
	return i // service id ⟦low:10⟧
}
""",
    ),
    Form(
        "env/volc-keys-for-vikingdb-and-rtc",
        ".env .env.example.bak",
        "volcengine",
        """# 火山引擎控制台 -> 密钥管理
VOLC_ACCESSKEY=⟦id⟧
VOLC_SECRETKEY=⟦sec⟧
VIKINGDB_HOST=api-vikingdb.volces.com
VIKINGDB_COLLECTION=⟦app.snake⟧
RTC_APP_ID=⟦hex:24⟧
PORT=3001
""",
    ),
    Form(
        "markdown/issue-with-volcengine-sign-code",
        "issue-⟦num:3⟧.md BUG.md",
        "volcengine",
        """### SignatureDoesNotMatch from open.volcengineapi.com

Steps: run the demo with

```js
const signer = new Signer(openApiRequestData, 'iam');
signer.addAuthorization({accessKeyId: '⟦id⟧', secretKey: '⟦sec⟧'});
```

RequestId `20⟦num:12⟧⟦HEX:20⟧`, version 1.2⟦int:0:9⟧. Works with the old account.
""",
    ),
    Form(
        "python/bce-client-configuration",
        "bos_conf.py bos_sample_conf.py",
        "baidu",
        """#!/usr/bin/env python
#coding=utf-8
from baidubce.bce_client_configuration import BceClientConfiguration
from baidubce.auth.bce_credentials import BceCredentials

bos_host = "bj.bcebos.com"
access_key_id = "⟦id⟧"
secret_access_key = "⟦sec⟧"

credentials = BceCredentials(access_key_id, secret_access_key)
config = BceClientConfiguration(credentials=credentials, endpoint=bos_host)
DATASET_MD5 = "⟦hex:32⟧"
""",
    ),
    Form(
        "ini/bcecmd-credentials",
        ".go-bcecli/credentials bcecmd_credentials",
        "baidu",
        """[Defaults]
Ak = ⟦id⟧
Sk = ⟦sec⟧
Sts =
; domain bj.bcebos.com is in the file config
""",
    ),
    Form(
        "java/defaultbcecredentials-for-sms",
        "BaiduSms.java SmsClientFactory.java",
        "baidu",
        """public class BaiduSms {
    private static final String ENDPOINT = "http://smsv3.bj.baidubce.com";

    static SmsClient client() {
        SmsClientConfiguration config = new SmsClientConfiguration();
        config.setCredentials(new DefaultBceCredentials("⟦id⟧", "⟦sec⟧"));
        config.setEndpoint(ENDPOINT);
        return new SmsClient(config);
    }

    static final String SIGNATURE_ID = "sms-sign-⟦alnum:6⟧⟦num:5⟧";
}
""",
    ),
    Form(
        "yaml/baidu-bos-block-in-a-cms",
        "config.yml site.yaml",
        "baidu",
        """site: {title: ⟦word⟧, lang: zh-CN}
upload:
  engine: bos
  bos:
    endpoint: https://gz.bcebos.com
    bucket: ⟦word⟧
    AccessKey: "⟦id⟧"
    SecretKey: "⟦sec⟧"
  thumb: [200, 400]
cache_key: ⟦hex:32⟧
""",
    ),
    Form(
        "php/bos-config-global-array",
        "SampleConf.php bos.php",
        "baidu",
        """<?php
define('__BOS_CLIENT_ROOT', dirname(__DIR__));
// 设置BosClient的Access Key ID、Secret Access Key和ENDPOINT
$BOS_TEST_CONFIG =
    array(
        'credentials' => array(
            'accessKeyId' => '⟦id⟧',
            'secretAccessKey' => '⟦sec⟧',
            'sessionToken' => ''
        ),
        'endpoint' => 'http://bj.bcebos.com',
        'stats' => false,
    );
""",
    ),
    Form(
        "env/qianfan-iam-pair",
        ".env qianfan.env",
        "baidu",
        """# 百度智能云千帆 安全认证 AK/SK
QIANFAN_ACCESS_KEY=⟦id⟧
QIANFAN_SECRET_KEY=⟦sec⟧
QIANFAN_MODEL=ERNIE-4.0-8K
MILVUS_URI=http://⟦ip⟧:19530
INDEX_DIGEST=⟦hex:32⟧
""",
    ),
)
