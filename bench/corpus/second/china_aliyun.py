"""Alibaba Cloud keys in its own clients, tools and products."""

from corpus import encoders
from corpus.model import Form

FORMS = (
    Form(
        "python/oss2-auth-inside-a-crawler-pipeline",
        "pipelines.py oss_upload.py",
        "alibaba",
        """import hashlib
import oss2

class OssPipeline:
    endpoint = 'http://oss-cn-shenzhen-internal.aliyuncs.com'

    def open_spider(self, spider):
        self.bucket = oss2.Bucket(oss2.Auth('⟦id⟧','⟦sec⟧'), self.endpoint, '⟦word⟧-pics')

    def process_item(self, item, spider):
        name = hashlib.md5(item['url'].encode()).hexdigest()  # e.g. ⟦hex:32⟧
        self.bucket.put_object('raw/%s.jpg' % name, item['body'])
        return item
""",
    ),
    Form(
        "java/ossclientbuilder-with-local-variables",
        "OssTest.java AliyunOssUtil.java",
        "alibaba",
        """import com.aliyun.oss.OSS;
import com.aliyun.oss.OSSClientBuilder;

public class AliyunOssUtil {
    public static String upload(InputStream in, String ext) {
        // Endpoint以杭州为例，其它Region请按实际情况填写。
        String endpoint = "https://oss-cn-hangzhou.aliyuncs.com";
        // 阿里云账号AccessKey拥有所有API的访问权限，风险很高。
        String accessKeyId = "⟦id⟧";
        String accessKeySecret = "⟦sec⟧";
        String bucketName = "⟦word⟧-⟦num:3⟧";
        String objectName = "2023/⟦uuid⟧" + ext;
        OSS ossClient = new OSSClientBuilder().build(endpoint, accessKeyId, accessKeySecret);
        ossClient.putObject(bucketName, objectName, in);
        ossClient.shutdown();
        return objectName;
    }
}
""",
    ),
    Form(
        "java/dysms-defaultprofile-positional",
        "AliSms.java SmsUtils.java",
        "alibaba",
        """public class AliSms {
    static final String PRODUCT = "Dysmsapi", DOMAIN = "dysmsapi.aliyuncs.com";

    public static void send(String phone, String code) throws ClientException {
        IClientProfile profile = DefaultProfile.getProfile("cn-hangzhou", "⟦id⟧", "⟦sec⟧");
        DefaultProfile.addEndpoint("cn-hangzhou", "cn-hangzhou", PRODUCT, DOMAIN);
        IAcsClient acsClient = new DefaultAcsClient(profile);
        SendSmsRequest request = new SendSmsRequest();
        request.setPhoneNumbers(phone);
        request.setSignName("⟦pick:蓝天教育¦某某商城⟧");
        request.setTemplateCode("SMS_⟦num:9⟧");
        request.setOutId("⟦hex:16⟧");
        acsClient.getAcsResponse(request);
    }
}
""",
    ),
    Form(
        "go/sls-producer-config-fields",
        "sls.go logger/sls.go",
        "alibaba",
        """package logger

import "github.com/aliyun/aliyun-log-go-sdk/producer"

func New() *producer.Producer {
	cfg := producer.GetDefaultProducerConfig()
	cfg.Endpoint = "cn-beijing.log.aliyuncs.com"
	cfg.AccessKeyID = "⟦id⟧"
	cfg.AccessKeySecret = "⟦sec⟧" // ⟦cmt⟧
	cfg.GeneratePackId = true
	p := producer.InitProducer(cfg)
	p.Start()
	return p
}
""",
    ),
    Form(
        "json/aliyun-cli-config",
        "config.json aliyun_config.json",
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
			"region_id": "cn-shanghai",
			"output_format": "json",
			"language": "zh"
		}
	],
	"meta_path": ""
}
""",
    ),
    Form(
        "ini/ossutilconfig-credentials",
        ".ossutilconfig ossutil.cfg",
        "alibaba",
        """[Credentials]
language=CH
endpoint=oss-cn-⟦pick:beijing¦qingdao¦hongkong⟧.aliyuncs.com
accessKeyID=⟦id⟧
accessKeySecret=⟦sec⟧

[Bucket-Endpoint]
⟦word⟧=oss-cn-beijing-internal.aliyuncs.com
""",
    ),
    Form(
        "terraform/alicloud-provider-on-few-lines",
        "main.tf alicloud.tf",
        "alibaba",
        """provider "alicloud" {
  access_key = "⟦id⟧"
  secret_key="⟦sec⟧"
  region     = "cn-zhangjiakou"
}

data "alicloud_images" "c7" { name_regex = "^centos_7" }

resource "alicloud_security_group" "g" {
  name   = "⟦app⟧"
  vpc_id = "vpc-bp1⟦low:18⟧"
}
""",
    ),
    Form(
        "yaml/spring-cloud-alicloud-oss-and-sms",
        "bootstrap.yml application-oss.yml",
        "alibaba",
        """spring:
  cloud:
    nacos:
      server-addr: ⟦ip⟧:8848
      config: { namespace: ⟦uuid⟧, file-extension: yml }
    alicloud:
      access-key: ⟦id⟧
      secret-key: ⟦sec⟧
      oss:
        endpoint: oss-cn-hangzhou.aliyuncs.com
rocketmq:
  name-server: http://MQ_INST_⟦num:16⟧_BX⟦alnum:6⟧.cn-hangzhou.mq-internal.aliyuncs.com:8080
""",
    ),
    Form(
        "php/easysms-gateways-array",
        "config/easysms.php sms.php",
        "alibaba",
        """<?php

return [
    'timeout' => 5.0,
    'default' => ['gateways' => ['aliyun']],
    'gateways' => [
        'errorlog' => ['file' => '/tmp/easy-sms.log'],
        'aliyun' => [
            'access_key_id' => env('ALI_SMS_ID', '⟦id⟧'),
            'access_key_secret' => env('ALI_SMS_SECRET', '⟦sec⟧'),
            'sign_name' => '⟦word⟧',
            'template' => 'SMS_⟦num:9⟧',
        ],
    ],
    'cache_tag' => '⟦hex:32⟧',
];
""",
    ),
    Form(
        "csharp/appsettings-of-aliyun-oss",
        "appsettings.json appsettings.Production.json",
        "alibaba",
        """{
  "Logging": { "LogLevel": { "Default": "Information" } },
  "AllowedHosts": "*",
  "JwtIssuer": "https://⟦host⟧",
  "AliyunOss": {
    "Endpoint": "oss-cn-shanghai.aliyuncs.com",
    "BucketName": "⟦word⟧-files",
    "AccessKeyId": "⟦id⟧",
    "AccessKeySecret": "⟦sec⟧"
  },
  "InstrumentationId": "⟦uuid⟧"
}
""",
        encode=encoders.bom,
    ),
    Form(
        "text/accesskey-file-downloaded-in-the-console",
        "AccessKey.txt AccessKey.csv",
        "alibaba",
        """用户登录名称,AccessKey ID,AccessKey Secret
⟦person⟧@⟦num:16⟧.onaliyun.com,⟦id⟧,⟦sec⟧
""",
        encode=encoders.gbk,
    ),
    Form(
        "html/aliplayer-demo-page-with-vod-keys",
        "vod.html upload.html",
        "alibaba",
        """<script src="//gosspublic.alicdn.com/aliyun-oss-sdk-6.13.1.min.js"
  integrity="sha384-⟦b64:64⟧"></script>
<script>
  // 阿里云视频点播上传 demo
  var uploader = new AliyunUpload.Vod({
    userId: '⟦num:16⟧', partSize: 1048576, region: 'cn-shanghai',
    onUploadstarted: function (info) {
      uploader.setUploadAuthAndAddress(info, auth, address, info.videoId)
    }
  });
  var vod = {akId:'⟦id⟧',akSecret:'⟦sec⟧'};
</script>
""",
    ),
    Form(
        "docker/acme-sh-run-with-ali-variables",
        "acme.sh.txt renew.sh",
        "alibaba",
        """docker run --rm -it \\
  -v /etc/acme:/acme.sh \\
  -e Ali_Key="⟦id⟧" \\
  -e Ali_Secret="⟦sec⟧" \\
  neilpang/acme.sh@sha256:⟦hex:64⟧ \\
  --issue --dns dns_ali -d example.com -d '*.example.com'
""",
    ),
)
