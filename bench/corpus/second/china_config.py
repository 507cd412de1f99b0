"""Tencent Cloud keys in configuration files, many shared with other clouds."""

from corpus import encoders
from corpus.model import Form

FORMS = (
    Form(
        "yaml/spring-tencent-cos-and-sms-tree",
        "application-⟦env⟧.yml application.yml",
        "tencent",
        """server:
  port: 8081
spring:
  application:
    name: ⟦app⟧
  redis:
    host: ⟦ip⟧
    database: 3
tencent:
  # ⟦cmt⟧
  cloud:
    secret-id: ⟦id⟧
    secret-key: ⟦sec⟧
  cos:
    region: ap-guangzhou
    bucket: ⟦word⟧-⟦appid⟧
  sms:
    sdk-app-id: 1400⟦num:6⟧
    template-id: ⟦num:7⟧
management:
  info:
    git: ⟦hex:40⟧
""",
    ),
    Form(
        "yaml/oneline-flow-mapping-per-cloud",
        "clouds.yml accounts.yaml",
        "tencent alibaba aws huawei volcengine",
        """version: 2
updated: ⟦date⟧
accounts:
  - {name: demo, vendor: minio, ak: minioadmin, sk: minioadmin, endpoint: '⟦ip⟧:9000'}
  - {name: ⟦app⟧, vendor: ⟦provider⟧, ak: ⟦id⟧, sk: ⟦sec⟧, endpoint: '⟦endpoint⟧'}
checksum: ⟦hex:64⟧
""",
    ),
    Form(
        "json/project-config-for-cos-upload-plugin",
        "project.config.json cos.json",
        "tencent",
        """{
  "appid": "wx⟦hex:16⟧",
  "projectname": "⟦app⟧",
  "libVersion": "2.27.⟦int:0:3⟧",
  "cos":{"SecretId":"⟦id⟧","SecretKey":"⟦sec⟧","Bucket":"⟦word⟧-⟦appid⟧","Region":"ap-nanjing"},
  "setting": { "urlCheck": false, "es6": true, "minified": true },
  "compileType": "miniprogram"
}
""",
    ),
    Form(
        "json/picgo-data-file",
        "data.json picgo.json",
        "tencent",
        """{
  "picBed": {
    "uploader": "tcyun",
    "current": "tcyun",
    "tcyun": {
      "secretId": "⟦id⟧",
      "secretKey": "⟦sec⟧",
      "bucket": "⟦word⟧-⟦appid⟧",
      "appId": "⟦appid⟧",
      "area": "ap-chengdu",
      "path": "img/",
      "customUrl": "",
      "version": "v5"
    }
  },
  "uploaded": [
    {"fileName": "⟦hex:32⟧.png", "type": "tcyun", "id": "⟦uuid⟧"}
  ],
  "picgoPlugins": {}
}
""",
    ),
    Form(
        "ini/coscmd-conf",
        ".cos.conf cos.conf",
        "tencent",
        """[common]
secret_id = ⟦id⟧
secret_key = ⟦sec⟧
bucket = ⟦word⟧-⟦appid⟧
region = ap-beijing
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
        "ini/section-with-odd-blanks-saved-by-notepad",
        "config.ini setup.ini",
        "tencent alibaba",
        """; ⟦app⟧ 配置文件
[server]
ip=⟦ip⟧
port   =8000

[⟦pick:cloud¦云存储¦storage⟧]
KeyID	= ⟦id⟧
KeySecret=   ⟦sec⟧   ; ⟦brandcn⟧
region=⟦region⟧

[license]
code=⟦HEX:32⟧
""",
        encode=encoders.gbk,
    ),
    Form(
        "properties/qcloud-keys-between-jdbc-lines",
        "application.properties qcloud.properties",
        "tencent",
        """# \\u817e\\u8baf\\u4e91
jdbc.url=jdbc:mysql://⟦ip⟧:3306/⟦word⟧?useSSL=false
jdbc.username=app
jdbc.password=${DB_PASSWORD}
qcloud.cos.secretId=⟦id⟧
qcloud.cos.appId=⟦appid⟧
qcloud.cos.regionName=ap-shanghai
qcloud.cos.bucketName=⟦word⟧-⟦appid⟧
qcloud.cos.folderPrefix=/upload
qcloud.cos.secretKey:⟦sec⟧
build.id=⟦uuid⟧
""",
    ),
    Form(
        "toml/tables-of-two-buckets",
        "config.toml settings.toml",
        "tencent alibaba huawei jd",
        """title = "⟦app⟧"
log = { level = "info", trace_id = "⟦hex:32⟧" }

[[bucket]]
vendor = "⟦brand⟧"
name = "⟦bucket⟧"
endpoint = "⟦endpoint⟧"
access_key = "⟦id⟧"
secret_key = '''⟦sec⟧'''

[[bucket]]
vendor = "⟦brand⟧"
name = "⟦word⟧-backup"
access_key = "⟦2.id⟧"
secret_key = '''⟦2.sec⟧'''
""",
        extra="=",
    ),
    Form(
        "env/vite-and-server-keys-side-by-side",
        ".env .env.⟦env⟧ .env.local",
        "tencent",
        """NODE_ENV=production
VITE_API_BASE=https://api.example.com
VITE_COS_BUCKET=⟦word⟧-⟦appid⟧
TENCENT_SECRET_ID=⟦id⟧
TENCENT_SECRET_KEY=⟦sec⟧
# ⟦cmt⟧
SESSION_SECRET=changeme
NEXT_PUBLIC_BUILD=⟦hex:7⟧
""",
    ),
    Form(
        "env/exports-in-profile-with-windows-line-ends",
        ".bash_profile env.sh .zshrc",
        "tencent aws alibaba",
        """export PATH=$HOME/bin:/usr/local/go/bin:$PATH
export LANG=zh_CN.UTF-8
alias k=kubectl
# ⟦brand⟧
⟦pick:export AK=⟦id⟧
export SK="⟦sec⟧"¦export CLOUD_AK='⟦id⟧' CLOUD_SK='⟦sec⟧'¦export MY_KEY_ID=⟦id⟧
export MY_KEY=⟦sec⟧⟧
export HISTSIZE=20000
export GOPROXY=https://goproxy.cn,direct
""",
        encode=encoders.crlf,
    ),
    Form(
        "terraform/tencentcloud-provider-block",
        "provider.tf main.tf",
        "tencent",
        """terraform {
  required_providers {
    tencentcloud = {
      source  = "tencentcloudstack/tencentcloud"
      version = ">=1.81.0"
    }
  }
}

provider "tencentcloud" {
  region     = "ap-guangzhou"
  secret_id  = "⟦id⟧"
  secret_key = "⟦sec⟧"
}

resource "tencentcloud_instance" "web" {
  instance_name     = "⟦app⟧"
  image_id          = "img-⟦low:8⟧"
  availability_zone = "ap-guangzhou-3"
  user_data         = "⟦b64:64⟧"
}
""",
    ),
    Form(
        "terraform/variables-with-default-pair",
        "variables.tf vars.tf",
        "tencent alibaba volcengine",
        """variable "region" { default = "⟦region⟧" }

variable "⟦pick:key_id¦ak¦access_id⟧" {
  description = "⟦brand⟧ key of the deploy account"
  type        = string
  default     = "⟦id⟧"
}

variable "⟦pick:key_secret¦sk¦access_secret⟧" {
  type      = string
  sensitive = true
  default   = "⟦sec⟧"
}

variable "image" { default = "m-⟦low:20⟧" }
""",
    ),
    Form(
        "kubernetes/external-dns-args-and-configmap",
        "external-dns.yaml tencent-cloud.yaml",
        "tencent",
        """apiVersion: v1
kind: ConfigMap
metadata:
  name: external-dns
  namespace: kube-system
data:
  tencent-cloud.json: |
    {
      "regionId": "ap-shanghai",
      "secretId": "⟦id⟧",
      "secretKey": "⟦sec⟧",
      "vpcId": "vpc-⟦low:8⟧",
      "internetEndpoint": false
    }
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: external-dns
  annotations:
    checksum/config: ⟦hex:64⟧
""",
    ),
    Form(
        "kubernetes/opaque-secret-with-base64-data",
        "secret.yaml cos-secret.yml",
        "tencent alibaba aws",
        """apiVersion: v1
kind: Secret
metadata:
  name: ⟦app⟧-⟦store⟧
  uid: ⟦uuid⟧
  resourceVersion: "⟦num:8⟧"
type: Opaque
data:
  endpoint: aHR0cHM6Ly9leGFtcGxlLmNvbQ==
  ⟦pick:SecretId¦access-id¦keyId⟧: ⟦id.b64⟧
  ⟦pick:SecretKey¦access-secret¦keySecret⟧: ⟦sec.b64⟧
""",
    ),
    Form(
        "helm/values-of-cert-manager-dnspod-webhook",
        "values.yaml values-⟦env⟧.yaml",
        "tencent",
        """groupName: acme.example.com
image:
  repository: ccr.ccs.tencentyun.com/⟦org⟧/cert-manager-webhook-dnspod
  tag: sha-⟦hex:7⟧
  digest: sha256:⟦hex:64⟧
clusterIssuer:
  enabled: true
  name: dnspod
  ttl: 600
  staging: false
  secretId: '⟦id⟧'
  secretKey: '⟦sec⟧'
  email: ops@example.com
resources: {}
""",
    ),
    Form(
        "compose/environment-list-of-a-registry-with-cos",
        "docker-compose.yml docker-compose.⟦env⟧.yml",
        "tencent alibaba aws kingsoft",
        """version: "3.7"
services:
  ⟦word⟧:
    image: registry.example.com/⟦org⟧/⟦app⟧:⟦hex:8⟧
    restart: always
    environment:
      - TZ=Asia/Shanghai
      - STORAGE_VENDOR=⟦brand⟧
      - STORAGE_ENDPOINT=https://⟦endpoint⟧
      - STORAGE_ID=⟦id⟧
      - "STORAGE_SECRET=⟦sec⟧"
    ports: ["8080:8080"]
  redis:
    image: redis@sha256:⟦hex:64⟧
""",
    ),
    Form(
        "xml/spring-bean-with-constructor-args",
        "applicationContext.xml spring-cos.xml",
        "tencent",
        """<?xml version="1.0" encoding="UTF-8"?>
<beans xmlns="http://www.springframework.org/schema/beans">
    <bean id="cosCredentials" class="com.qcloud.cos.auth.BasicCOSCredentials">
        <constructor-arg index="0" value="⟦id⟧"/>
        <constructor-arg index="1" value="⟦sec⟧"/>
    </bean>
    <!-- ⟦cmt⟧ -->
    <bean id="region" class="com.qcloud.cos.region.Region">
        <constructor-arg value="ap-beijing"/>
    </bean>
    <bean id="salt" class="java.lang.String"><constructor-arg value="⟦hex:32⟧"/></bean>
</beans>
""",
    ),
    Form(
        "xml/hadoop-core-site-cosn",
        "core-site.xml hive-site.xml",
        "tencent",
        """<configuration>
  <property>
    <name>fs.cosn.impl</name>
    <value>org.apache.hadoop.fs.CosFileSystem</value>
  </property>
  <property>
    <name>fs.cosn.userinfo.secretId</name>
    <value>⟦id⟧</value>
    <description>Tencent Cloud Secret Id</description>
  </property>
  <property><name>fs.cosn.userinfo.secretKey</name><value>⟦sec⟧</value></property>
  <property>
    <name>fs.cosn.bucket.region</name>
    <value>ap-guangzhou</value>
  </property>
</configuration>
""",
    ),
    Form(
        "xml/android-strings-resource",
        "strings.xml keys.xml",
        "tencent alibaba",
        """<?xml version="1.0" encoding="utf-8"?>
<resources>
    <string name="app_name">⟦word⟧</string>
    <string name="amap_key" translatable="false">⟦hex:32⟧</string>
    <!-- ⟦brandcn⟧ -->
    <string name="cloud_access_id">⟦id⟧</string>
    <string name="cloud_access_secret">⟦sec⟧</string>
    <string name="cloud_host">⟦endpoint⟧</string>
    <string name="build_sha">⟦hex:40⟧</string>
</resources>
""",
    ),
    Form(
        "ci/serverless-deploy-in-a-workflow",
        ".github/workflows/deploy.yml .github/workflows/scf.yaml",
        "tencent",
        """name: deploy scf
on:
  push:
    branches: [master]
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@⟦hex:40⟧
      - run: npm i -g serverless
      - name: serverless deploy
        run: sls deploy --debug
        env:
          STAGE: ⟦env⟧
          SERVERLESS_PLATFORM_VENDOR: tencent
          TENCENT_SECRET_ID: ⟦id⟧ #⟦pick:您的腾讯云账号 sercret ID¦ id⟧
          TENCENT_SECRET_KEY: ⟦sec⟧
""",
    ),
    Form(
        "ci/jenkinsfile-with-env-list",
        "Jenkinsfile Jenkinsfile.⟦env⟧",
        "tencent",
        """pipeline {
  agent { label 'linux' }
  options { timeout(time: 20, unit: 'MINUTES') }
  stages {
    stage('cdn refresh') {
      steps {
        withEnv(['TCCLI_REGION=ap-guangzhou', 'SECRET_ID=⟦id⟧', 'SECRET_KEY=⟦sec⟧']) {
          sh 'tccli configure set secretId $SECRET_ID secretKey $SECRET_KEY'
          sh 'tccli cdn PurgePathCache --Paths https://img.example.com/ --FlushType flush'
        }
      }
    }
  }
  post { always { echo 'commit ⟦hex:40⟧' } }
}
""",
    ),
)
