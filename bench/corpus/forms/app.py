"""Chat platforms, robots, payment, real-time video, and map keys."""

from corpus.model import Form

FORMS = (
    Form(
        "python/dingtalk-robot-with-signature",
        "ding.py dingtalk_robot.py",
        "dingtalk:webhook",
        """⟦head⟧import base64
import hashlib
import hmac

url = 'https://oapi.dingtalk.com/robot/send?access_token=⟦sec⟧'
secret = '⟦2.sec⟧'
timestamp = str(round(time.time() * 1000))
code = hmac.new(secret.encode(), f'{timestamp}\\n{secret}'.encode(), digestmod=hashlib.sha256).digest()
⟦tail⟧""",
        extra="dingtalk:sign-secret",
    ),
    Form(
        "yaml/dingtalk-targets",
        "config.yml dingtalk.yaml",
        "dingtalk:webhook",
        """targets:
  webhook1:
    url: https://oapi.dingtalk.com/robot/send?access_token=⟦sec⟧
    secret: ⟦2.sec⟧
    mention:
      all: true
""",
        extra="dingtalk:sign-secret",
    ),
    Form(
        "java/wecom-members",
        "WxCpConfig.java QywxUtil.java",
        "wecom",
        """package com.⟦org⟧.wecom;

⟦head⟧public class QywxUtil {
    private static final String corpId = "⟦id⟧";
    private static final Integer agentId = 10000⟦num:2⟧;
    private static final String corpSecret = "⟦sec⟧";
⟦tail⟧}
""",
    ),
    Form(
        "python/feishu-lark-builder",
        "feishu_bot.py lark_client.py",
        "feishu",
        """⟦head⟧import lark_oapi as lark

client = lark.Client.builder() \\
    .app_id(⟦id.q⟧) \\
    .app_secret(⟦sec.q⟧) \\
    .log_level(lark.LogLevel.DEBUG) \\
    .build()
open_id = "ou_⟦hex:32⟧"
⟦tail⟧""",
    ),
    Form(
        "json/mini-program-ci",
        "wx.json project.json",
        "wechat",
        """{
  "appid": "⟦id⟧",
  "appsecret": "⟦sec⟧",
  "projectname": "⟦app⟧",
  "setting": { "es6": true, "urlCheck": false },
  "openid": "o⟦url64:27⟧"
}
""",
    ),
    Form(
        "yaml/wx-pay",
        "application.yml pay.yml",
        "wechat",
        """⟦head⟧wx:
  pay:
    appId: ⟦id⟧
    appSecret: ⟦sec⟧
    mchId: 1⟦num:9⟧
    apiV3Key: ⟦2.sec⟧
    merchantSerialNumber: ⟦HEX:40⟧
    notifyUrl: https://⟦host⟧/pay/notify
⟦tail⟧""",
        extra="wechat:pay-key",
    ),
    Form(
        "java/wechat-pay-v3-key",
        "WxPayConfig.java PayConstants.java",
        "wechat:pay-key",
        """package com.⟦org⟧.pay;

⟦head⟧public class WxPayConfig {
    public static String mchId = "1⟦num:9⟧";
    public static String mchSerialNo = "⟦HEX:40⟧";
    // ⟦cmt⟧
    public static String apiV3Key = "⟦sec⟧";
⟦tail⟧}
""",
    ),
    Form(
        "properties/wechat-pay-v3-key",
        "wxpay.properties application.properties",
        "wechat:pay-key",
        """wxpay.mch-id=1⟦num:9⟧
wxpay.mch-serial-no=⟦HEX:40⟧
wxpay.api-v3-key=⟦sec⟧
wxpay.domain=https://api.mch.weixin.qq.com
""",
    ),
    Form(
        "java/alipay-client",
        "AlipayConfig.java AliPayUtil.java",
        "alipay:private-key",
        """package com.⟦org⟧.pay;

⟦head⟧public class AlipayConfig {
    public static String app_id = "2021⟦num:12⟧";
    // 商户私钥，您的PKCS8格式RSA2私钥
    public static String merchant_private_key = "⟦sec⟧";
    // 支付宝公钥
    public static String alipay_public_key = "⟦publine⟧";
    public static String sign_type = "RSA2";
⟦tail⟧}
""",
    ),
    Form(
        "properties/alipay",
        "alipay.properties application.properties",
        "alipay:private-key",
        """alipay.app-id=2021⟦num:12⟧
alipay.⟦pick:private-key¦merchant-private-key¦privateKey⟧=⟦sec⟧
alipay.public-key=⟦publine⟧
alipay.gateway=https://openapi.alipay.com/gateway.do
""",
    ),
    Form(
        "php/alipay-array",
        "config.php alipay.config.php",
        "alipay:private-key",
        """<?php
$config = array(
    'app_id' => "2021⟦num:12⟧",
    //商户私钥
    'merchant_private_key' => "⟦sec⟧",
    'charset' => "UTF-8",
    'alipay_public_key' => "⟦publine⟧",
);
""",
    ),
    Form(
        "yaml/alipay",
        "application.yml pay.yaml",
        "alipay:private-key",
        """⟦head⟧alipay:
  appId: 2021⟦num:12⟧
  appPrivateKey: ⟦sec⟧
  alipayPublicKey: ⟦publine⟧
⟦tail⟧""",
    ),
    Form(
        "python/alipay-strings",
        "pay.py settings.py",
        "alipay:private-key",
        """⟦head⟧ALIPAY_APPID = "2021⟦num:12⟧"
⟦secn.upper⟧ = "⟦sec⟧"
ALIPAY_PUBLIC_KEY = "⟦publine⟧"
⟦tail⟧""",
    ),
    Form(
        "java/trtc-constants",
        "GenerateTestUserSig.java ImConfig.java",
        "trtc",
        """package com.tencent.⟦word⟧.debug;

⟦head⟧public class GenerateTestUserSig {
    public static final int SDKAPPID = ⟦id⟧;
    private static final int EXPIRETIME = 604800;
    private static final String SECRETKEY = "⟦sec⟧";
⟦tail⟧}
""",
    ),
    Form(
        "html/google-maps-script",
        "index.html map.html",
        "gcp:api-key",
        """<!DOCTYPE html>
<html>
<head><title>⟦app⟧</title></head>
<body>
<div id="map-⟦hex:6⟧"></div>
<script src="https://maps.googleapis.com/maps/api/js?key=⟦sec⟧&callback=initMap" async></script>
</body>
</html>
""",
    ),
)
