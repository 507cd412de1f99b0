"""Keys and group robots of WeCom and Feishu."""

from corpus.model import Form

FORMS = (
    Form(
        "python/wecom-app-message-pusher",
        "push.py qywx.py",
        "wecom",
        """import requests, json

corpid = '⟦id⟧'
corpsecret = '⟦sec⟧'
agentid = 100000⟦int:2:9⟧

def token():
    url = f'https://qyapi.weixin.qq.com/cgi-bin/gettoken?corpid={corpid}&corpsecret={corpsecret}'
    return requests.get(url).json()['access_token']

def send(text):
    body = {'touser': '@all', 'msgtype': 'text', 'agentid': agentid, 'text': {'content': text}}
    requests.post('https://qyapi.weixin.qq.com/cgi-bin/message/send?access_token=' + token(), json=body)

send('build ⟦hex:8⟧ done')
""",
    ),
    Form(
        "shell/zabbix-alert-with-quoted-gettoken-url",
        "wechat.sh weixin_alert.sh",
        "wecom",
        """#!/bin/bash
# 企业微信告警  $1 用户 $2 标题 $3 内容
CropID='⟦id⟧'
Secret='⟦sec⟧'
GURL="https://qyapi.weixin.qq.com/cgi-bin/gettoken?corpid=$CropID&corpsecret=$Secret"
Gtoken=$(/usr/bin/curl -s -G $GURL | awk -F\\" '{print $10}')
PURL="https://qyapi.weixin.qq.com/cgi-bin/message/send?access_token=$Gtoken"
AppID=100000⟦int:2:9⟧
echo "$(date) ⟦uuid⟧" >> /tmp/wx.log
""",
    ),
    Form(
        "yaml/alertmanager-wechat-configs",
        "alertmanager.yml alertmanager.yaml",
        "wecom",
        """global:
  resolve_timeout: 5m
  wechat_api_url: 'https://qyapi.weixin.qq.com/cgi-bin/'
  wechat_api_corp_id: '⟦id⟧'
  wechat_api_secret: '⟦sec⟧'
route:
  receiver: wechat
  group_by: [alertname]
receivers:
- name: wechat
  wechat_configs:
  - {to_party: '2', agent_id: '10000⟦num:2⟧', send_resolved: true}
""",
    ),
    Form(
        "java/wxcp-in-memory-config-setters",
        "WxCpConfig.java CpServiceFactory.java",
        "wecom",
        """WxCpDefaultConfigImpl config = new WxCpDefaultConfigImpl();
config.setCorpId("⟦id⟧");      // 设置企业微信的CorpID
config.setCorpSecret("⟦sec⟧");  // 设置企业微信应用的Secret
config.setAgentId(100000⟦int:2:9⟧);
config.setToken("⟦alnum:12⟧");
WxCpServiceImpl wxCpService = new WxCpServiceImpl();
wxCpService.setWxCpConfigStorage(config);
""",
    ),
    Form(
        "env/wecom-bot-deploy-guide",
        ".env docker.env",
        "wecom",
        """TZ=Asia/Shanghai
# 企业微信 -> 我的企业 -> 企业ID
WECOM_CID=⟦id⟧
WECOM_AID=100000⟦int:2:9⟧
WECOM_SECRET=⟦sec⟧
SENDKEY=changeme
IMAGE_SHA=sha256:⟦hex:64⟧
""",
    ),
    Form(
        "json/nested-corp-object-of-a-crm",
        "config.json crm.json",
        "wecom",
        """{"name": "⟦app⟧", "port": 9501,
 "corp": {"corpid": "⟦id⟧", "corpname": "⟦org⟧",
   "contact_secret": "⟦sec⟧", "callback": "https://api.example.com/qy/cb"},
 "trace": "⟦uuid⟧"}
""",
    ),
    Form(
        "shell/wecom-robot-curl-in-a-cron-script",
        "notify.sh disk_check.sh",
        "wecom:webhook",
        """#!/bin/bash
use=$(df -h / | awk 'NR==2{print $5}' | tr -d %)
if [ $use -gt 85 ]; then
  curl -s 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=⟦sec⟧' \\
   -H 'Content-Type: application/json' \\
   -d '{"msgtype":"text","text":{"content":"'$(hostname)' disk '$use'%"}}'
fi
# machine ⟦uuid⟧
""",
    ),
    Form(
        "python/wecom-robot-key-apart-from-url",
        "robot.py report.py",
        "wecom:webhook",
        """import requests

# 企业微信群机器人
WEBHOOK_URL = 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={}'
WEBHOOK_KEY = '⟦sec⟧'
JOB_ID = '⟦uuid⟧'

def notify(md):
    body = {'msgtype': 'markdown', 'markdown': {'content': md}}
    r = requests.post(WEBHOOK_URL.format(WEBHOOK_KEY), json=body)
    r.raise_for_status()
""",
    ),
    Form(
        "ci/gitlab-after-script-wecom-notice",
        ".gitlab-ci.yml",
        "wecom:webhook",
        """image: node:16@sha256:⟦hex:64⟧
stages: [build, notify]
variables:
  WX_ROBOT: "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=⟦sec⟧"
notify:
  stage: notify
  script:
    - >
      curl "$WX_ROBOT"
      -d "{\\"msgtype\\": \\"text\\", \\"text\\": {\\"content\\": \\"$CI_PROJECT_NAME ok\\"}}"
""",
    ),
    Form(
        "javascript/wecom-robot-axios-post",
        "wxbot.js scripts/notice.mjs",
        "wecom:webhook",
        """import axios from 'axios'
import { execSync } from 'node:child_process'

const msg = execSync('git log -1 --pretty=%B').toString()
await axios.post("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=⟦sec⟧", {
  msgtype: 'markdown',
  markdown: { content: `**⟦app⟧** 发布完成\\n> ${msg}` },
})
console.log('⟦hex:40⟧')
""",
    ),
    Form(
        "properties/wecom-webhook-key-only",
        "application.properties monitor.properties",
        "wecom:webhook",
        """server.port=8090
alarm.enabled=true
# 企业微信机器人 key（qyapi.weixin.qq.com）
alarm.wecom.webhook.key=⟦sec⟧
alarm.mobiles=138⟦num:8⟧
spring.application.instance-id=⟦uuid⟧
""",
    ),
    Form(
        "yaml/grafana-contact-point-wecom-url",
        "contact-points.yaml alerting.yml",
        "wecom:webhook",
        """apiVersion: 1
contactPoints:
  - orgId: 1
    name: wecom
    receivers:
      - uid: ⟦low:14⟧
        type: wecom
        settings:
          url: https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=⟦sec⟧
""",
    ),
    Form(
        "python/lark-oapi-client-builder",
        "bot.py feishu_bot.py",
        "feishu",
        """import lark_oapi as lark
from lark_oapi.api.im.v1 import *

client = lark.Client.builder() \\
    .app_id("⟦id⟧") \\
    .app_secret("⟦sec⟧") \\
    .log_level(lark.LogLevel.INFO) \\
    .build()
CHAT = "oc_⟦hex:32⟧"
""",
    ),
    Form(
        "curl/feishu-tenant-access-token",
        "feishu.http token.sh",
        "feishu",
        """curl -i -X POST 'https://open.feishu.cn/open-apis/auth/v3/tenant_access_token/internal' \\
-H 'Content-Type: application/json; charset=utf-8' \\
-d '{
    "app_id": "⟦id⟧",
    "app_secret": "⟦sec⟧"
}'
# {"code":0,"expire":7199,"msg":"ok"}  x-tt-logid: ⟦num:14⟧⟦HEX:18⟧
""",
    ),
    Form(
        "yaml/feishu-channel-of-a-chat-assistant",
        "config.yaml config.yml",
        "feishu",
        """# 飞书应用凭证
BASE_URL: https://open.feishu.cn
APP_ID: ⟦id⟧
APP_SECRET: ⟦sec⟧
APP_ENCRYPT_KEY:
APP_VERIFICATION_TOKEN:
BOT_NAME: ⟦word⟧GPT
HTTP_PORT: 9000
CACHE_KEY: ⟦hex:16⟧
""",
    ),
    Form(
        "go/lark-newclient-two-strings",
        "main.go im.go",
        "feishu",
        """package main

import lark "github.com/larksuite/oapi-sdk-go/v3"

const bitable = "bascn⟦alnum:22⟧"

func main() {
	var client = lark.NewClient("⟦id⟧", "⟦sec⟧", lark.WithEnableTokenCache(true))
	_ = client
	println(bitable)
}
""",
    ),
    Form(
        "typescript/feishu-doc-exporter-defaults",
        "src/feishu.ts config.ts",
        "feishu",
        """export interface FeishuConfig { appId: string; appSecret: string; wiki: string }

export const feishu: FeishuConfig = {
  appId: process.env.FEISHU_APP_ID ?? '⟦id⟧',
  appSecret: process.env.FEISHU_APP_SECRET ?? `⟦sec⟧`,
  wiki: 'https://⟦org⟧.feishu.cn/wiki/wikcn⟦alnum:22⟧',
}
""",
    ),
    Form(
        "csharp/feishu-static-fields",
        "FeishuHelper.cs Lark.cs",
        "feishu",
        """public static class FeishuHelper
{
    // 飞书自建应用
    private static string AppID = "⟦id⟧";
    private static string AppSecret = "⟦sec⟧";
    private static readonly string Token = $"https://open.feishu.cn/open-apis/auth/v3/app_access_token/internal/";
    public static readonly Guid Instance = Guid.Parse("⟦uuid⟧");
}
""",
    ),
    Form(
        "python/feishu-custom-bot-hook-url",
        "alarm.py feishu.py",
        "feishu:webhook",
        """import json
import urllib.request

URL = "https://open.feishu.cn/open-apis/bot/v2/hook/⟦sec⟧"
TASK = "⟦uuid⟧"

def send(msg):
    data = json.dumps({"msg_type": "text", "content": {"text": msg}}).encode()
    req = urllib.request.Request(URL, data, {"Content-Type": "application/json"})
    return urllib.request.urlopen(req, timeout=5).read()
""",
    ),
    Form(
        "yaml/prometheusalert-feishu-receiver",
        "alertmanager.yml receiver.yaml",
        "feishu:webhook",
        """receivers:
- name: feishu
  webhook_configs:
  - url: "http://prometheus-alert:8080/prometheusalert?type=fs&tpl=prometheus-fs&fsurl=\
https://open.feishu.cn/open-apis/bot/v2/hook/⟦sec⟧"
    send_resolved: true
inhibit_rules: []
""",
    ),
    Form(
        "ini/prometheusalert-app-conf-fs",
        "app.conf",
        "feishu:webhook",
        """#---------------------↓飞书-----------------------
#是否开启飞书告警通道,可同时开始多个通道0为关闭,1为开启
open-feishu=1
#默认飞书机器人地址
fsurl=https://open.feishu.cn/open-apis/bot/v2/hook/⟦sec⟧
#---------------------↓其他-----------------------
appname = PrometheusAlert
httpport = 8080
sessionname = ⟦hex:16⟧
""",
    ),
    Form(
        "ci/jenkins-post-feishu-curl",
        "Jenkinsfile",
        "feishu:webhook",
        """pipeline {
  agent any
  environment { IMAGE = 'harbor.example.com/⟦org⟧/⟦app⟧:⟦hex:8⟧' }
  stages { stage('build') { steps { sh 'docker build -t $IMAGE .' } } }
  post {
    failure {
      sh '''curl -X POST -H "Content-Type: application/json" \\
        -d '{"msg_type":"text","content":{"text":"构建失败"}}' \\
        https://open.feishu.cn/open-apis/bot/v2/hook/⟦sec⟧'''
    }
  }
}
""",
    ),
    Form(
        "markdown/runbook-of-feishu-groups",
        "oncall.md 值班手册.md",
        "feishu:webhook",
        """# 值班手册

| 群 | 机器人 |
|---|---|
| ⟦word⟧ 告警群 | <https://open.feishu.cn/open-apis/bot/v2/hook/⟦sec⟧> |

看板：https://grafana.example.com/d/⟦low:9⟧/⟦app⟧，错误 ID 形如 `⟦uuid⟧`
""",
    ),
    Form(
        "java/lark-hook-concatenated-with-token",
        "LarkAlarm.java FeishuRobot.java",
        "feishu:webhook",
        """@Component
public class LarkAlarm {
    private static final String HOOK = "https://open.feishu.cn/open-apis/bot/v2/hook/";
    /** 飞书群机器人 token */
    private String hookToken = "⟦sec⟧";

    public void alarm(String text) {
        String body = "{\\"msg_type\\":\\"text\\",\\"content\\":{\\"text\\":\\"" + text + "\\"}}";
        HttpUtil.post(HOOK + hookToken, body);
    }
    // bean id ⟦uuid⟧
}
""",
    ),
)
