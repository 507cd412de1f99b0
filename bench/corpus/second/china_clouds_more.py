"""Keys of JD Cloud, Kingsoft Cloud and UCloud."""

from corpus import encoders
from corpus.model import Form

FORMS = (
    Form(
        "python/jdcloud-credential-and-vm-client",
        "jd_vm.py describe.py",
        "jd",
        """# coding=utf-8
from jdcloud_sdk.core.credential import Credential
from jdcloud_sdk.services.vm.client.VmClient import VmClient
from jdcloud_sdk.services.vm.apis.DescribeInstanceTypesRequest import *

access_key = '⟦id⟧'
secret_key = '⟦sec⟧'
credential = Credential(access_key, secret_key)
client = VmClient(credential)

resp = client.send(DescribeInstanceTypesRequest(DescribeInstanceTypesParameters('cn-north-1')))
print(resp.request_id, resp.result)  # i-⟦low:10⟧
""",
    ),
    Form(
        "ini/jdc-cli-config",
        ".jdc/config jdc_config",
        "jd",
        """[default]
access_key = ⟦id⟧
secret_key = ⟦sec⟧
region_id = cn-north-1
endpoint = www.jdcloud-api.com
scheme = https
timeout = 20
""",
    ),
    Form(
        "java/s3-client-for-jd-object-storage",
        "JdOssConfig.java OssClientFactory.java",
        "jd",
        """@Bean
public AmazonS3 jdOss() {
    final String endpoint = "https://s3.cn-east-2.jdcloud-oss.com";
    ClientConfiguration config = new ClientConfiguration();
    config.setSignerOverride("AWSS3V4SignerType");
    // 京东云 AccessKey
    AWSCredentials cred = new BasicAWSCredentials("⟦id⟧",
        "⟦sec⟧");
    return AmazonS3Client.builder()
        .withEndpointConfiguration(new AwsClientBuilder.EndpointConfiguration(endpoint, "cn-east-2"))
        .withClientConfiguration(config)
        .withCredentials(new AWSStaticCredentialsProvider(cred))
        .disableChunkedEncoding()
        .build();
}
""",
    ),
    Form(
        "terraform/jdcloud-provider",
        "jdcloud.tf provider.tf",
        "jd",
        """provider "jdcloud" {
  access_key = "⟦id⟧"
  secret_key = "⟦sec⟧"
  region     = "cn-north-1"
}

resource "jdcloud_subnet" "s" {
  subnet_name = "⟦app⟧"
  vpc_id      = "vpc-⟦low:10⟧"
  cidr_block  = "10.0.0.0/24"
}
""",
    ),
    Form(
        "go/jdcloud-newcredentials-call",
        "main.go dns.go",
        "jd",
        """package main

import (
	. "github.com/jdcloud-api/jdcloud-sdk-go/core"
	. "github.com/jdcloud-api/jdcloud-sdk-go/services/domainservice/client"
)

func main() {
	client := NewDomainserviceClient(NewCredentials("⟦id⟧", "⟦sec⟧"))
	client.SetLogger(NewDefaultLogger(LogWarn))
	println(client.ServiceName, "⟦hex:12⟧")
}
""",
    ),
    Form(
        "shell/jdc-configure-add-in-setup-notes",
        "setup.sh 部署记录.txt",
        "jd",
        """# ⟦date⟧ 京东云机器初始化
pip install jdcloud_cli
jdc configure add --profile ⟦word⟧ --access-key ⟦id⟧ --secret-key ⟦sec⟧
jdc configure use --profile ⟦word⟧
jdc vm describe-instances --output json | jq '.result.totalCount'
ssh-keygen -lf /etc/ssh/ssh_host_rsa_key.pub   # MD5:⟦fingerprint⟧
""",
    ),
    Form(
        "python/ks3-connection-host-argument",
        "ks3_upload.py sync_ks3.py",
        "kingsoft",
        """from ks3.connection import Connection

ak = '⟦id⟧'
sk = '⟦sec⟧'
c = Connection(ak, sk, host='ks3-cn-beijing.ksyuncs.com', is_secure=False, domain_mode=False)
b = c.get_bucket('⟦word⟧-video')
k = b.new_key('live/⟦hex:32⟧.flv')
k.set_contents_from_filename('/data/rec.flv')
""",
    ),
    Form(
        "java/ks3client-with-config",
        "Ks3Util.java KsyunStorage.java",
        "kingsoft",
        """package com.example.⟦word⟧.storage;

import com.ksyun.ks3.service.Ks3;
import com.ksyun.ks3.service.Ks3Client;
import com.ksyun.ks3.service.Ks3ClientConfig;

public class Ks3Util {
    private static Ks3 client;

    static {
        Ks3ClientConfig config = new Ks3ClientConfig();
        config.setEndpoint("ks3-cn-shanghai.ksyuncs.com");
        config.setProtocol(Ks3ClientConfig.PROTOCOL.http);
        client = new Ks3Client("⟦id⟧", "⟦sec⟧", config);
    }
    // sha1 of the last jar: ⟦hex:40⟧
}
""",
    ),
    Form(
        "terraform/ksyun-provider-with-alias",
        "ksyun.tf main.tf",
        "kingsoft",
        """provider "ksyun" {
  alias      = "bj6"
  region     = "cn-beijing-6"
  access_key = "⟦id⟧"
  secret_key = "⟦sec⟧"
}

data "ksyun_images" "ubuntu" {
  provider   = ksyun.bj6
  platform   = "ubuntu-18.04"
  image_source = "system"
}
# instance ⟦uuid⟧
""",
    ),
    Form(
        "yaml/milvus-values-on-ks3",
        "values.yaml user.yaml",
        "kingsoft",
        """minio:
  address: ks3-cn-beijing-internal.ksyuncs.com
  port: 443
  accessKeyID: ⟦id⟧
  secretAccessKey: ⟦sec⟧
  useSSL: true
  bucketName: ⟦word⟧-milvus
  rootPath: files
etcd:
  endpoints: [⟦ip⟧:2379]
image:
  digest: sha256:⟦hex:64⟧
""",
    ),
    Form(
        "shell/tidb-br-backup-url-to-ks3",
        "bench.md br_backup.sh",
        "kingsoft",
        """# br to ksyun
tiup br backup full --pd "⟦ip⟧:2379" \\
  --storage "s3://br/⟦word⟧_full?access-key=⟦id⟧&secret-access-key=⟦sec.pct⟧\
&endpoint=http://br.ks3-cn-beijing-internal.ksyuncs.com&provider=ks" \\
  --ratelimit 128 --log-file br-⟦date⟧.log
sha256sum br-⟦date⟧.log
""",
    ),
    Form(
        "objc/ks3-client-initializer-in-appdelegate",
        "AppDelegate.m KS3Uploader.m",
        "kingsoft",
        """#import "KS3Client.h"

static NSString *const kAccessKey = @"⟦id⟧";
static NSString *const kSecretKey = @"⟦sec⟧";
static NSString *const kBuglyAppId = @"⟦hex:10⟧";

@implementation AppDelegate
- (BOOL)application:(UIApplication *)app didFinishLaunchingWithOptions:(NSDictionary *)options {
    [[KS3Client initialize] connectWithAccessKey:kAccessKey withSecretKey:kSecretKey];
    [[KS3Client initialize] setBucketDomainWithRegion:KS3BucketBeijing];
    return YES;
}
@end
""",
    ),
    Form(
        "python/ucloud-sdk-client-dictionary",
        "uhost.py list_uhost.py",
        "ucloud",
        """# -*- coding: utf-8 -*-
from ucloud.core import exc
from ucloud.client import Client

client = Client({
    "region": "cn-bj2",
    "project_id": "org-⟦low:6⟧",
    "public_key": "⟦id⟧",
    "private_key": "⟦sec⟧",
    "base_url": "https://api.ucloud.cn",
})
try:
    for h in client.uhost().describe_uhost_instance()["UHostSet"]:
        print(h["UHostId"], h["Name"])
except exc.UCloudException as e:
    print(e)
""",
    ),
    Form(
        "json/ucloud-cli-credential-file",
        ".ucloud/credential.json credential.json",
        "ucloud",
        """[
  {
    "public_key": "⟦id⟧",
    "private_key": "⟦sec⟧",
    "cookie": "",
    "csrf_token": "",
    "profile": "⟦pick:default¦ucloud¦⟦word⟧⟧"
  }
]
""",
    ),
    Form(
        "json/us3-filemgr-config",
        "config.cfg us3_config.json",
        "ucloud",
        """{
    "public_key" : "⟦id⟧",
    "private_key" : "⟦sec⟧",
    "proxy_host" : "www.cn-bj.ufileos.com",
    "api_host" : "api.spark.ucloud.cn",
    "access_token" : "",
    "md5" : "⟦hex:32⟧"
}
""",
    ),
    Form(
        "python/ufile-settings-module",
        "ufile_config.py settings.py",
        "ucloud",
        """from ufile import config, filemanager

public_key = '⟦id⟧'          # 账户公钥
private_key = '⟦sec⟧'         # 账户私钥
bucket = '⟦word⟧-img'

config.set_default(uploadsuffix='.cn-sh2.ufileos.com', connection_timeout=60, md5=True)
handler = filemanager.FileManager(public_key, private_key)
ret, resp = handler.putfile(bucket, '⟦hex:32⟧.jpg', './a.jpg', header=None)
""",
    ),
    Form(
        "java/ufileconfig-singleton-setters",
        "UFileSample.java UploadServlet.java",
        "ucloud",
        """protected void init() {
    UFileConfig.getInstance().setUcloudPublicKey("⟦id⟧");
    UFileConfig.getInstance().setUcloudPrivateKey("⟦sec⟧");
    UFileConfig.getInstance().setProxySuffix(".cn-bj.ufileos.com");
    UFileConfig.getInstance().setDownloadProxySuffix(".ufile.ucloud.com.cn");
    String bucketName = "⟦word⟧";
    String etag = "⟦hex:40⟧";
}
""",
    ),
    Form(
        "terraform/ucloud-provider-and-tfvars-lines",
        "terraform.tfvars ucloud.auto.tfvars",
        "ucloud",
        """# UCloud  https://console.ucloud.cn/uapi/apikey
region             = "cn-sh2"
project_id         = "org-⟦low:6⟧"
ucloud_public_key  = "⟦id⟧"
ucloud_private_key = "⟦sec⟧"
image_id           = "uimage-⟦low:6⟧"
instance_type      = "n-basic-2"
""",
        encode=encoders.crlf,
    ),
)
