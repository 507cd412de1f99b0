"""Kinds of credential that share forms of writing."""

BIG = "tencent aws alibaba"
CLOUDS = f"{BIG} huawei volcengine baidu jd kingsoft ucloud qingcloud qiniu"
APPS = "wechat wecom dingtalk feishu trtc"
PAIRS = f"{CLOUDS} {APPS} tencent-apigw azure:client"
S3 = "aws tencent alibaba huawei volcengine baidu jd kingsoft qingcloud qiniu"  # speak S3's protocol
TEMPORARY = "tencent:temporary aws:temporary alibaba:temporary"
MODELS = "openai anthropic dashscope zhipu moonshot ark"
FORGES = "github gitlab gitee"
TOKENS = f"{MODELS} {FORGES} npm pypi digitalocean ibm slack gcp:api-key jwt"
