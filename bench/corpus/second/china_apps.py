"""WeChat app secrets and WeChat Pay keys."""

from corpus.model import Form

FORMS = (
    Form(
        "python/wechat-jscode2session-request",
        "login.py wx_login.py",
        "wechat",
        """import requests
from flask import Blueprint, request

bp = Blueprint('wx', __name__)
APPID = '⟦id⟧'
SECRET = '⟦sec⟧'

@bp.route('/wx/login', methods=['POST'])
def login():
    params = dict(appid=APPID, secret=SECRET, js_code=request.json['code'], grant_type='authorization_code')
    data = requests.get('https://api.weixin.qq.com/sns/jscode2session', params=params).json()
    # {'session_key': '⟦b64:22⟧==', 'openid': 'o⟦url64:27⟧'}
    return {'openid': data['openid']}
""",
    ),
    Form(
        "javascript/miniprogram-code-to-session-in-front-end",
        "app.js pages/my/my.js",
        "wechat",
        """//app.js
App({
  onLaunch: function () {
    var that = this
    wx.login({
      success: function (res) {
        var l = 'https://api.weixin.qq.com/sns/jscode2session?appid=⟦id⟧&secret=⟦sec⟧&js_code=' + res.code + \
'&grant_type=authorization_code';
        wx.request({ url: l, success: function (r) { that.globalData.openid = r.data.openid } })
      }
    })
  },
  globalData: { mapKey: '⟦up:5⟧-⟦up:5⟧-⟦up:5⟧', tmplId: '⟦url64:43⟧' }
})
""",
    ),
    Form(
        "yaml/wx-java-miniapp-configs-list",
        "application.yml application-wx.yml",
        "wechat",
        """logging:
  level: {org.springframework.web: info, com.github.binarywang.demo.wx: debug}
wx:
  miniapp:
    configs:
      - appid: ⟦id⟧ #微信小程序的appid
        secret: ⟦sec⟧ #微信小程序的Secret
        token: ⟦word⟧
        aesKey: EncodingAESKey
        msgDataFormat: JSON
      - appid: ⟦2.id⟧
        secret: ⟦2.sec⟧
        msgDataFormat: JSON
build: ⟦hex:40⟧
""",
        extra="=",
    ),
    Form(
        "php/easywechat-official-account-options",
        "wechat.php config/wechat.php",
        "wechat",
        """<?php
use EasyWeChat\\Factory;

$options = [
    'debug'  => true,
    'app_id' => '⟦id⟧',
    'secret' => '⟦sec⟧',
    'token'  => '⟦word⟧',
    // 'aes_key' => null, // 可选
    'log' => ['level' => 'debug', 'file' => '/tmp/easywechat.log'],
];
$app = Factory::officialAccount($options);
$app->server->push(function ($message) { return "您好！gh_⟦hex:12⟧"; });
""",
    ),
    Form(
        "java/weixin-constants-with-chinese-javadoc",
        "WeixinUtil.java WxConstant.java",
        "wechat",
        """public class WeixinUtil {
    /** 公众号appid */
    public static String appid = "⟦id⟧";
    /** 公众号AppSecret */
    public static String appsecret= "⟦sec⟧";

    public final static String ACCESS_TOKEN_URL =
        "https://api.weixin.qq.com/cgi-bin/token?grant_type=client_credential&appid=APPID&secret=APPSECRET";
    private static final String LICENSE = "⟦HEX:32⟧";
}
""",
    ),
    Form(
        "curl/weixin-cgi-bin-token-in-notes",
        "notes.md 笔记.txt",
        "wechat",
        """⟦date⟧ 获取公众号 access_token（注意白名单 ⟦ip⟧）

curl 'https://api.weixin.qq.com/cgi-bin/token?grant_type=client_credential&appid=⟦id⟧&secret=⟦sec⟧'

errcode 40164 说明 ip 不在白名单；返回的 token 两小时过期
msgid ⟦num:19⟧
""",
    ),
    Form(
        "java/wxpay-config-implements-getkey",
        "MyConfig.java WxPayConfigImpl.java",
        "wechat:pay-key",
        """import com.github.wxpay.sdk.WXPayConfig;

public class MyConfig implements WXPayConfig {
    public String getAppID() { return "wx⟦hex:16⟧"; }

    public String getMchID() { return "1⟦num:9⟧"; }

    public String getKey() {
        return "⟦sec⟧";
    }

    public int getHttpConnectTimeoutMs() { return 8000; }
}
""",
    ),
    Form(
        "yaml/wx-pay-mchkey-and-cert-path",
        "application-pay.yml pay.yaml",
        "wechat:pay-key",
        """wx:
  pay:
    appId: wx⟦hex:16⟧
    mchId: 1⟦num:9⟧
    mchKey: ⟦sec⟧
    keyPath: classpath:apiclient_cert.p12
    notifyUrl: https://api.example.com/pay/notify/order
trace: ⟦hex:32⟧
""",
    ),
    Form(
        "go/wechatpay-apiv3-key-constant",
        "pay.go wxpay/client.go",
        "wechat:pay-key",
        """package wxpay

var (
	mchID                      string = "1⟦num:9⟧"                                // 商户号
	mchCertificateSerialNumber string = "⟦HEX:40⟧" // 商户证书序列号
	mchAPIv3Key                string = "⟦sec⟧"         // 商户APIv3密钥
)

func options(ctx context.Context, key *rsa.PrivateKey) []core.ClientOption {
	return []core.ClientOption{
		option.WithWechatPayAutoAuthCipher(mchID, mchCertificateSerialNumber, key, mchAPIv3Key),
	}
}
""",
    ),
    Form(
        "php/wxpayconfig-class-constants",
        "WxPay.Config.php",
        "wechat:pay-key",
        """<?php
class WxPayConfig
{
	//=======【基本信息设置】=====================================
	// APPID：绑定支付的APPID；MCHID：商户号；KEY：商户支付密钥
	const APPID = 'wx⟦hex:16⟧';
	const MCHID = '1⟦num:9⟧';
	const KEY = '⟦sec⟧';

	const SSLCERT_PATH = '../cert/apiclient_cert.pem';
	const REPORT_LEVENL = 1;
}
""",
    ),
    Form(
        "python/wechatpayv3-keyword-apiv3",
        "pay.py wechat_pay.py",
        "wechat:pay-key",
        """from wechatpayv3 import WeChatPay, WeChatPayType

MCHID = '1⟦num:9⟧'
CERT_SERIAL_NO = '⟦HEX:40⟧'
APIV3_KEY = '⟦sec⟧'
APPID = 'wx⟦hex:16⟧'

wxpay = WeChatPay(wechatpay_type=WeChatPayType.JSAPI, mchid=MCHID,
                  private_key=open('apiclient_key.pem').read(),
                  cert_serial_no=CERT_SERIAL_NO, apiv3_key=APIV3_KEY, appid=APPID)
""",
    ),
    Form(
        "javascript/tenpay-partnerkey-option",
        "wxpay.js config.default.js",
        "wechat:pay-key",
        """const tenpay = require('tenpay');
exports.wxpay = new tenpay({
  appid: 'wx⟦hex:16⟧',
  mchid: '1⟦num:9⟧',
  partnerKey: '⟦sec⟧', // 微信支付安全密钥
  notify_url: 'https://api.example.com/wx/notify',
  spbill_create_ip: '⟦ip⟧',
}, false);
exports.keys = 'egg_⟦num:13⟧';
""",
    ),
)
