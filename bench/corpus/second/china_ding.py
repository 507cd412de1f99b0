"""Keys and group robots of DingTalk, TRTC keys, and Alipay private keys."""

from corpus.model import Form

FORMS = (
    Form(
        "java/dingtalk-gettoken-request",
        "DingTalkUtil.java DdClient.java",
        "dingtalk",
        """DingTalkClient client = new DefaultDingTalkClient("https://oapi.dingtalk.com/gettoken");
OapiGettokenRequest request = new OapiGettokenRequest();
request.setAppkey("⟦id⟧");
request.setAppsecret("⟦sec⟧");
request.setHttpMethod("GET");
OapiGettokenResponse response = client.execute(request);
log.info("requestId={} token ok", "⟦uuid⟧");
""",
    ),
    Form(
        "python/dingtalk-stream-credential",
        "echo_bot.py ding_stream.py",
        "dingtalk",
        """import dingtalk_stream
from dingtalk_stream import AckMessage


class Echo(dingtalk_stream.ChatbotHandler):
    async def process(self, callback):
        return AckMessage.STATUS_OK, 'OK'


credential = dingtalk_stream.Credential('⟦id⟧', '⟦sec⟧')
client = dingtalk_stream.DingTalkStreamClient(credential)
client.register_callback_handler(dingtalk_stream.chatbot.ChatbotMessage.TOPIC, Echo())
client.start_forever()  # ⟦uuid⟧
""",
    ),
    Form(
        "yaml/dingtalk-h5-app-block",
        "application.yml ding.yml",
        "dingtalk",
        """# 钉钉 H5 微应用
ding:
  agentId: ⟦num:10⟧
  corpId: ding⟦hex:32⟧
  appKey: ⟦id⟧
  appSecret: ⟦sec⟧
  processCode: PROC-⟦UUID⟧
""",
    ),
    Form(
        "javascript/dingtalk-egg-config",
        "config.default.js ding.js",
        "dingtalk",
        """module.exports = appInfo => {
  const config = {};
  config.keys = appInfo.name + '_⟦num:13⟧_⟦num:4⟧';
  config.dingtalk = {
    host: 'https://oapi.dingtalk.com',
    appkey: '⟦id⟧',
    appsecret: "⟦sec⟧",
    AgentId: ⟦num:9⟧,
  };
  return config;
};
""",
    ),
    Form(
        "env/dingtalk-client-id-secret-for-assistant",
        ".env dingtalk.env",
        "dingtalk",
        """DINGTALK_CLIENT_ID=⟦id⟧
DINGTALK_CLIENT_SECRET=⟦sec⟧
DINGTALK_CARD_TEMPLATE=⟦uuid⟧.schema
LOG_LEVEL=debug
""",
    ),
    Form(
        "sql/oauth-client-row-for-dingtalk-login",
        "social.sql sys_social_client.sql",
        "dingtalk",
        """INSERT INTO system_social_client (id, name, social_type, client_id, client_secret, agent_id)
VALUES (1, '钉钉', 20, '⟦id⟧', '⟦sec⟧', '⟦num:9⟧');
INSERT INTO system_dict (id, label, value) VALUES (7, 'salt', '⟦hex:32⟧');
""",
    ),
    Form(
        "shell/ding-robot-send-by-curl",
        "ding.sh backup_notice.sh",
        "dingtalk:webhook",
        """#!/bin/bash
TOKEN=⟦sec⟧
mysqldump --all-databases | gzip > /backup/$(date +%F).sql.gz
sha256sum /backup/*.gz | tail -1   # ⟦hex:64⟧
curl "https://oapi.dingtalk.com/robot/send?access_token=$TOKEN" -H 'Content-Type: application/json' \\
  -d '{"msgtype": "text", "text": {"content": "备份完成"}}'
""",
    ),
    Form(
        "python/dingtalkchatbot-webhook-with-sign",
        "dd.py ding_alert.py",
        "dingtalk:webhook",
        """from dingtalkchatbot.chatbot import DingtalkChatbot

webhook = 'https://oapi.dingtalk.com/robot/send?access_token=⟦sec⟧'
secret = '⟦2.sec⟧'  # 可选：创建机器人勾选“加签”选项时使用
xiaoding = DingtalkChatbot(webhook, secret=secret)
xiaoding.send_text(msg='任务 ⟦hex:8⟧ 执行成功', is_at_all=False)
""",
        extra="dingtalk:sign-secret",
    ),
    Form(
        "yaml/prometheus-webhook-dingtalk-targets",
        "config.yml dingtalk.yml",
        "dingtalk:webhook",
        """timeout: 5s
templates: [/etc/prometheus-webhook-dingtalk/templates/*.tmpl]
targets:
  webhook1:
    url: https://oapi.dingtalk.com/robot/send?access_token=⟦sec⟧
    mention: {all: true}
build: ⟦hex:64⟧
""",
    ),
    Form(
        "go/ding-robot-constant-and-post",
        "ding.go notify.go",
        "dingtalk:webhook",
        """package notify

import (
	"net/http"
	"strings"
)

const robot = `https://oapi.dingtalk.com/robot/send?access_token=⟦sec⟧`
const digest = "⟦hex:64⟧"

func Send(msg string) error {
	body := strings.NewReader(`{"msgtype":"text","text":{"content":"` + msg + `"}}`)
	_, err := http.Post(robot, "application/json", body)
	return err
}
""",
    ),
    Form(
        "json/dingtalk-token-only-in-task-settings",
        "task.json notify.json",
        "dingtalk:webhook",
        """{
  "task": "⟦app⟧", "cron": "0 8 * * *",
  "notify": {"type": "dingding", "access_token": "⟦sec⟧", "atMobiles": ["139⟦num:8⟧"]},
  "fingerprint": "⟦hex:64⟧"
}
""",
    ),
    Form(
        "log/dingtalk-request-logged-by-okhttp",
        "app.log notify.log",
        "dingtalk:webhook",
        """⟦date⟧ ⟦time⟧ INFO  okhttp.OkHttpClient --> POST \
https://oapi.dingtalk.com/robot/send?access_token=⟦sec⟧ http/1.1
⟦date⟧ ⟦time⟧ INFO  okhttp.OkHttpClient <-- 200 (⟦int:40:300⟧ms, 27-byte body) trace=⟦hex:32⟧
⟦date⟧ ⟦time⟧ ERROR ⟦app⟧ {"errcode":310000,"errmsg":"keywords not in content"}
""",
    ),
    Form(
        "python/ding-sign-by-hmac",
        "sign.py ding_sign.py",
        "dingtalk:sign-secret",
        """#python 3.8
import time, hmac, hashlib, base64, urllib.parse

timestamp = str(round(time.time() * 1000))
secret = '⟦sec⟧'
secret_enc = secret.encode('utf-8')
string_to_sign = '{}\\n{}'.format(timestamp, secret)
hmac_code = hmac.new(secret_enc, string_to_sign.encode('utf-8'), digestmod=hashlib.sha256).digest()
sign = urllib.parse.quote_plus(base64.b64encode(hmac_code))
print(timestamp, sign)  # 钉钉机器人加签
""",
    ),
    Form(
        "java/ding-robot-sign-secret-field",
        "DingRobot.java RobotSign.java",
        "dingtalk:sign-secret",
        """public class DingRobot {
    private static final String SECRET = "⟦sec⟧";
    private static final String BUILD = "⟦hex:64⟧";

    public static String sign(Long timestamp) throws Exception {
        String stringToSign = timestamp + "\\n" + SECRET;
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes("UTF-8"), "HmacSHA256"));
        byte[] signData = mac.doFinal(stringToSign.getBytes());
        return URLEncoder.encode(new String(Base64.encodeBase64(signData)), "UTF-8");
    }
}
""",
    ),
    Form(
        "yaml/ding-secret-in-alert-values",
        "values.yaml dingtalk-values.yml",
        "dingtalk:sign-secret",
        """dingtalk:
  enabled: true
  replicas: 1
  secret: ⟦sec⟧   # ⟦pick:加签¦secret for signature⟧
  image: {tag: v2.1.0, digest: "sha256:⟦hex:64⟧"}
""",
    ),
    Form(
        "javascript/ding-robot-class-options",
        "robot.ts dingbot.js",
        "dingtalk:sign-secret",
        """import ChatBot from 'dingtalk-robot-sender'
import { token } from './env'

export default new ChatBot({
  baseUrl: 'https://oapi.dingtalk.com/robot/send',
  accessToken: token,
  secret: "⟦sec⟧",
  timeout: 3000 // ⟦hex:7⟧
})
""",
    ),
    Form(
        "env/qinglong-panel-dd-bot",
        "config.sh env.txt",
        "dingtalk:sign-secret",
        """## 4. 钉钉
## 官方文档：https://developers.dingtalk.com/document/app/custom-robot-access
export DD_BOT_TOKEN="⟦2.sec⟧"
export DD_BOT_SECRET="⟦sec⟧"

## 5. 企业微信机器人
export QYWX_KEY=""
""",
        extra="dingtalk:webhook",
    ),
    Form(
        "chat/colleague-sends-sign-secret",
        "消息记录.txt chat_export.txt",
        "dingtalk:sign-secret",
        """【⟦people⟧】⟦time⟧
机器人改成加签了，原来的关键词不用带了
【⟦people⟧】⟦time⟧
密钥发我下
【⟦people⟧】⟦time⟧
⟦sec⟧
【⟦people⟧】⟦time⟧
ok，hash ⟦hex:40⟧ 已部署
""",
    ),
    Form(
        "javascript/trtc-generatetestusersig-lib",
        "GenerateTestUserSig.js debug/GenerateTestUserSig-es.js",
        "trtc",
        """/*
 * Module:   GenerateTestUserSig
 * Function: 用于生成测试用的 UserSig，正式环境不要使用
 */
function genTestUserSig(userID) {
  const SDKAPPID = ⟦id⟧;
  const EXPIRETIME = 604800;
  const SECRETKEY = '⟦sec⟧';

  const generator = new window.LibGenerateTestUserSig(SDKAPPID, SECRETKEY, EXPIRETIME);
  return { sdkAppId: SDKAPPID, userSig: generator.genTestUserSig(userID) };
}
""",
    ),
    Form(
        "java/android-generatetestusersig-constants",
        "GenerateTestUserSig.java",
        "trtc",
        """package com.tencent.qcloud.tim.demo.signature;

public class GenerateTestUserSig {
    /**
     * 腾讯云 SDKAppId，需要替换为您自己账号下的 SDKAppId。
     */
    public static final int SDKAPPID = ⟦id⟧;

    private static final int EXPIRETIME = 604800;

    /**
     * 计算签名用的加密密钥
     */
    private static final String SECRETKEY = "⟦sec⟧";
}
""",
    ),
    Form(
        "swift/trtc-debug-header-in-a-live-app",
        "GenerateTestUserSig.swift TRTCConfig.swift",
        "trtc",
        """import Foundation

/// 实时音视频 TRTC
let SDKAPPID: Int = ⟦id⟧
let EXPIRETIME: Int = 604_800
let SECRETKEY = "⟦sec⟧"
let LICENSEURL = "https://license.vod2.myqcloud.com/license/v2/⟦appid⟧_1/v_cube.license"
let LICENSEKEY_MD5 = "⟦hex:32⟧"
""",
    ),
    Form(
        "python/tlssigapi-positional-construction",
        "usersig.py im_sig.py",
        "trtc",
        """import TLSSigAPIv2

api = TLSSigAPIv2.TLSSigAPIv2(⟦id⟧, '⟦sec⟧')
sig = api.genUserSig("administrator")
print("https://console.tim.qq.com/v4/openim/sendmsg?identifier=administrator&random=⟦num:8⟧&usersig=" + sig)
# sha ⟦hex:64⟧
""",
    ),
    Form(
        "yaml/im-and-trtc-settings",
        "application.yml im.yaml",
        "trtc",
        """tencent:
  im:
    sdkAppId: ⟦id⟧
    secretKey: ⟦sec⟧
    admin: administrator
    callback-check: ⟦hex:32⟧
  live: {push-domain: push.example.com, app: live}
""",
    ),
    Form(
        "dart/flutter-tuikit-demo-config",
        "generate_test_user_sig.dart config.dart",
        "trtc",
        """class IMDemoConfig {
  static int sdkappid = ⟦id⟧; // 腾讯云即时通信 IM
  static String key = "⟦sec⟧";
  static String pushBusiness = '⟦num:5⟧';
  static const String gitSha = '⟦hex:40⟧';
}
""",
    ),
    Form(
        "java/alipayconfig-merchant-private-key",
        "AlipayConfig.java",
        "alipay:private-key",
        """public class AlipayConfig {
	// 应用ID,您的APPID，收款账号既是您的APPID对应支付宝账号
	public static String app_id = "2021⟦num:12⟧";

	// 商户私钥，您的PKCS8格式RSA2私钥
	public static String merchant_private_key = "⟦sec⟧";

	// 支付宝公钥
	public static String alipay_public_key = "⟦publine⟧";

	public static String notify_url = "http://api.example.com/notify_url.jsp";
	public static String sign_type = "RSA2";
	public static String gatewayUrl = "https://openapi.alipay.com/gateway.do";
}
""",
    ),
    Form(
        "php/alipay-aop-config-array",
        "alipay.php config.php",
        "alipay:private-key",
        """<?php
$config = array (
    //应用ID,您的APPID。
    'app_id' => "2018⟦num:12⟧",
    //商户私钥
    'merchant_private_key' => "⟦sec⟧",
    'notify_url' => "http://pay.example.com/notify_url.php",
    'charset' => "UTF-8",
    'sign_type'=>"RSA2",
    'gatewayUrl' => "https://openapi.alipay.com/gateway.do",
);
""",
    ),
    Form(
        "yaml/alipay-easysdk-block",
        "application-pay.yml alipay.yml",
        "alipay:private-key",
        """alipay:
  app-id: 9021⟦num:12⟧
  gateway-host: openapi-sandbox.dl.alipaydev.com
  merchant-private-key: ⟦sec⟧
  notify-url: https://api.example.com/pay/ali
  encrypt-type: AES
trace-id: ⟦hex:32⟧
""",
    ),
    Form(
        "javascript/alipay-sdk-constructor",
        "alipay.js pay.ts",
        "alipay:private-key",
        """const { AlipaySdk } = require('alipay-sdk');

// 支付宝
const alipaySdk = new AlipaySdk({
  appId: '2021⟦num:12⟧',
  keyType: 'PKCS8',
  privateKey: '⟦sec⟧',
  alipayPublicKey: '⟦publine⟧',
});
module.exports = alipaySdk;
""",
    ),
    Form(
        "properties/zfbinfo-in-ssm-project",
        "zfbinfo.properties alipay.properties",
        "alipay:private-key",
        """# 支付宝网关名、partnerId和appId
open_api_domain = https://openapi.alipay.com/gateway.do
mcloud_api_domain = http://mcloudmonitor.com/gateway.do
pid = 2088⟦num:12⟧
appid = 2016⟦num:12⟧

# RSA私钥、公钥和支付宝公钥
private_key = ⟦sec⟧
public_key = ⟦publine⟧
sign_type = RSA2
""",
    ),
    Form(
        "sql/pay-channel-config-json-for-alipay",
        "pay_channel.sql pay.sql",
        "alipay:private-key",
        """INSERT INTO `pay_channel` (`id`, `code`, `status`, `config`) VALUES
(⟦num:2⟧, 'alipay_pc', 0, '{"serverUrl":"https://openapi.alipay.com/gateway.do","appId":"2021⟦num:12⟧",\
"signType":"RSA2","mode":1,"privateKey":"⟦sec⟧","alipayPublicKey":""}');
""",
    ),
)
