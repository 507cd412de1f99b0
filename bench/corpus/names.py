"""How people name the two or three parts of each credential, and where each provider's services stand."""

from typing import NamedTuple

# One line a provider: id, secret and token names as words; alternatives stand behind semicolons.
_PAIRS = {
    "tencent": "secret id,secret key,token; tencentcloud secret id,tencentcloud secret key,"
    "tencentcloud token;"
    " tencent secret id,tencent secret key,tencent token; cos secret id,cos secret key,cos token;"
    " qcloud secret id,qcloud secret key,qcloud token; tencent cos secret id,tencent cos secret key,"
    "cos token;"
    " sms secret id,sms secret key,token; tx secret id,tx secret key,tx token",
    "tencent:temporary": "tmp secret id,tmp secret key,token; tmp secret id,tmp secret key,session token;"
    " tencentcloud secret id,tencentcloud secret key,tencentcloud session token",
    "tencent-apigw": "secret id,secret key,token; apigw secret id,apigw secret key,token;"
    " gateway secret id,gateway secret key,token",
    "aws": "aws access key id,aws secret access key,aws session token; access key id,secret access key,token;"
    " aws access key,aws secret key,aws token; s3 access key,s3 secret key,s3 token;"
    " access key,secret key,session token; s3 access key id,s3 secret access key,s3 token;"
    " ses access key id,ses secret access key,ses token",
    "aws:temporary": "aws access key id,aws secret access key,aws session token;"
    " access key id,secret access key,session token",
    "alibaba": "access key id,access key secret,security token; aliyun access key id,aliyun access key "
    "secret,"
    "aliyun token; alibaba cloud access key id,alibaba cloud access key secret,alibaba cloud security token;"
    " oss access key id,oss access key secret,oss token; oss access key,oss secret key,oss token;"
    " aliyun access key,aliyun secret key,aliyun token; sms access key id,sms access key secret,sms token",
    "alibaba:temporary": "access key id,access key secret,security token;"
    " alibaba cloud access key id,alibaba cloud access key secret,alibaba cloud security token",
    "huawei": "huaweicloud sdk ak,huaweicloud sdk sk,token; obs ak,obs sk,token; obs access key id,"
    "obs secret access key,token; hw access key,hw secret key,hw token; huawei ak,huawei sk,token",
    "volcengine": "volc accesskey,volc secretkey,token; volcengine access key,volcengine secret key,token;"
    " tos access key,tos secret key,token; volc ak,volc sk,token",
    "baidu": "bce access key id,bce secret access key,token; baidu access key,baidu secret key,token;"
    " bos ak,bos sk,token; baidu cloud ak,baidu cloud sk,token",
    "jd": "jdcloud access key,jdcloud secret key,token; jd access key,jd secret key,token;"
    " jdcloud access key id,jdcloud secret access key,token",
    "kingsoft": "ks3 access key,ks3 secret key,token; ksyun access key,ksyun secret key,token;"
    " ks3 access key id,ks3 access key secret,token; ksyun ak,ksyun sk,token",
    "ucloud": "ucloud public key,ucloud private key,token; ufile public key,ufile private key,token",
    "qingcloud": "qy access key id,qy secret access key,token; qingcloud access key id,"
    "qingcloud secret access key,token; qingstor access key,qingstor secret key,token",
    "qiniu": "qiniu access key,qiniu secret key,token; qiniu ak,qiniu sk,token;"
    " kodo access key,kodo secret key,token",
    "wechat": "app id,app secret,token; wx app id,wx app secret,token; wechat app id,wechat app secret,token;"
    " mp app id,mp app secret,token; weixin appid,weixin secret,token",
    "wecom": "corp id,corp secret,token; wecom corp id,wecom corp secret,token;"
    " qywx corp id,qywx corp secret,token; wework corp id,wework secret,token",
    "dingtalk": "dingtalk app key,dingtalk app secret,token; ding app key,ding app secret,token;"
    " dingtalk client id,dingtalk client secret,token",
    "feishu": "feishu app id,feishu app secret,token; lark app id,lark app secret,token;"
    " fs app id,fs app secret,token",
    "trtc": "sdk app id,sdk secret key,token; trtc sdk app id,trtc secret key,token;"
    " im sdk app id,im secret key,token; tim sdk app id,tim secret key,token",
    "azure:client": "azure client id,azure client secret,token; client id,client secret,token",
    "azure:storage": "azure storage account,azure storage key,token; azure account name,azure account "
    "key,token;"
    " azure storage account name,azure storage account key,token",
    "gcp": "private key id,private key,token",
    "oracle": "user ocid,private key,token",
}

_SINGLES = {
    "gcp:api-key": "google api key; google maps api key; gemini api key; firebase api key",
    "azure:sas": "azure sas token",
    "ibm": "ibmcloud api key; ibm cloud api key; ibm iam api key; watson api key",
    "digitalocean": "digitalocean token; digitalocean access token; do api token; do token",
    "github": "github token; gh token; github access token; github pat; git token",
    "gitlab": "gitlab token; gitlab access token; gitlab private token; gl token; gitlab api token",
    "gitee": "gitee token; gitee access token; gitee private token",
    "wechat:pay-key": "wxpay api v3 key; wechat pay api v3 key; api v3 key; wx pay api key",
    "wecom:webhook": "wecom robot key; qywx webhook key",
    "dingtalk:webhook": "dingtalk access token; ding robot token; dingtalk robot access token",
    "dingtalk:sign-secret": "dingtalk secret; ding robot secret",
    "feishu:webhook": "feishu webhook id",
    "alipay:private-key": "alipay private key; app private key; merchant private key; ali pay private key",
    "private-key": "private key",
    "jwt": "access token; api token; admin token; bearer token; jwt token",
    "slack": "slack token; slack bot token; slack api token",
    "slack:webhook": "slack webhook",
    "database": "db password; mysql password",
    "docker-registry": "registry password",
    "openai": "openai api key; openai key; open ai api key; chatgpt api key",
    "anthropic": "anthropic api key; claude api key; anthropic key",
    "dashscope": "dashscope api key; qwen api key; bailian api key; tongyi api key",
    "zhipu": "zhipu api key; zhipuai api key; glm api key; zhipu ai api key",
    "moonshot": "moonshot api key; kimi api key; moonshot key",
    "ark": "ark api key; volc ark api key; doubao ark api key",
    "npm": "npm token; npm auth token; node auth token",
    "pypi": "pypi token; pypi api token; twine password; uv publish token",
    "kubernetes": "kube token; k8s token; kubernetes token",
}

# Words of a name that only say whose credential it is.
_BRANDS = (
    "tencentcloud tencent cos qcloud sms tx apigw gateway aws s3 ses aliyun alibaba cloud oss "
    "huaweicloud sdk "
    "obs hw huawei volc volcengine tos bce baidu bos jdcloud jd ks3 ksyun ucloud ufile qy qingcloud qingstor "
    "qiniu kodo wx wechat mp weixin wecom qywx wework dingtalk ding feishu lark fs trtc im tim azure"
)
BRANDS = frozenset(_BRANDS.split())


class Names(NamedTuple):
    """The words that name the parts of one credential."""

    key_id: str
    secret: str
    token: str


def _pair(line: str) -> tuple[Names, ...]:
    return tuple(Names(*(w.strip() for w in option.split(","))) for option in line.split(";"))


NAMES: dict[str, tuple[Names, ...]] = {
    **{spec: _pair(line) for spec, line in _PAIRS.items()},
    **{s: tuple(Names("", w.strip(), "") for w in line.split(";")) for s, line in _SINGLES.items()},
}


class Place(NamedTuple):
    """A provider's name in two languages, its object store, regions and an endpoint."""

    brand: str
    chinese: str
    store: str
    regions: tuple[str, ...]
    endpoint: str


_CN = ("cn-beijing", "cn-shanghai", "cn-guangzhou")
PLACES: dict[str, Place] = {
    "tencent": Place(
        "TencentCloud",
        "腾讯云",
        "cos",
        ("ap-guangzhou", "ap-beijing", "ap-shanghai", "ap-chengdu", "ap-singapore"),
        "cos.{}.myqcloud.com",
    ),
    "tencent-apigw": Place(
        "API Gateway", "腾讯云 API 网关", "apigw", ("ap-guangzhou",), "service-x1.gz.apigw.tencentcs.com"
    ),
    "aws": Place(
        "AWS",
        "亚马逊云",
        "s3",
        ("us-east-1", "us-west-2", "eu-west-1", "ap-southeast-1", "cn-north-1"),
        "s3.{}.amazonaws.com",
    ),
    "alibaba": Place(
        "Aliyun",
        "阿里云",
        "oss",
        ("cn-hangzhou", "cn-shanghai", "cn-beijing", "cn-shenzhen"),
        "oss-{}.aliyuncs.com",
    ),
    "huawei": Place(
        "HuaweiCloud", "华为云", "obs", ("cn-north-4", "cn-east-3", "cn-south-1"), "obs.{}.myhuaweicloud.com"
    ),
    "volcengine": Place("Volcengine", "火山引擎", "tos", _CN, "tos-{}.volces.com"),
    "baidu": Place("Baidu Cloud", "百度智能云", "bos", ("bj", "gz", "su"), "{}.bcebos.com"),
    "jd": Place("JDCloud", "京东云", "oss", ("cn-north-1", "cn-east-2"), "s3.{}.jdcloud-oss.com"),
    "kingsoft": Place("Ksyun", "金山云", "ks3", ("cn-beijing-6", "cn-shanghai-2"), "ks3-{}.ksyuncs.com"),
    "ucloud": Place("UCloud", "优刻得", "ufile", ("cn-bj2", "cn-sh2"), "{}.ufileos.com"),
    "qingcloud": Place("QingCloud", "青云", "qingstor", ("pek3", "sh1a"), "s3.{}.qingstor.com"),
    "qiniu": Place("Qiniu", "七牛云", "kodo", ("z0", "z1", "z2"), "up-{}.qiniup.com"),
    "wechat": Place("WeChat", "微信小程序", "mp", _CN, "api.weixin.qq.com"),
    "wecom": Place("WeCom", "企业微信", "wecom", _CN, "qyapi.weixin.qq.com"),
    "dingtalk": Place("DingTalk", "钉钉", "ding", _CN, "oapi.dingtalk.com"),
    "feishu": Place("Feishu", "飞书", "lark", _CN, "open.feishu.cn"),
    "trtc": Place("TRTC", "腾讯云实时音视频", "trtc", ("ap-guangzhou",), "console.tim.qq.com"),
    "azure": Place("Azure", "微软云", "blob", ("eastasia", "westus2"), "blob.core.windows.net"),
}
# Where the services of single tokens answer.
HOSTS = {
    "openai": "api.openai.com",
    "anthropic": "api.anthropic.com",
    "dashscope": "dashscope.aliyuncs.com",
    "zhipu": "open.bigmodel.cn",
    "moonshot": "api.moonshot.cn",
    "ark": "ark.cn-beijing.volces.com",
    "github": "github.com",
    "gitlab": "gitlab.com",
    "gitee": "gitee.com",
    "npm": "npm.example.com",
    "pypi": "packages.example.com",
    "digitalocean": "api.digitalocean.com",
    "ibm": "iam.cloud.ibm.com",
    "slack": "slack.com",
    "gcp": "generativelanguage.googleapis.com",
}
FALLBACK = Place("Cloud", "云服务", "store", ("cn-beijing", "us-east-1"), "api.example.com")
