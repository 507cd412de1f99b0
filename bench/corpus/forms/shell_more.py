"""Shell, PowerShell and batch files: here-documents, history, calls with headers."""

from corpus.groups import BIG, CLOUDS, PAIRS
from corpus.model import Form

FORMS = (
    Form(
        "shell/heredoc-credentials",
        "userdata.sh bootstrap.sh cloud-init.sh",
        "aws",
        """⟦head⟧mkdir -p ~/.aws
cat > ~/.aws/credentials <<EOF
[default]
aws_access_key_id = ⟦id⟧
aws_secret_access_key = ⟦sec⟧
EOF
chmod 600 ~/.aws/credentials
⟦tail⟧""",
    ),
    Form(
        "shell/heredoc-env-file",
        "install.sh setup.sh",
        PAIRS,
        """⟦head⟧cat <<'END' >/etc/⟦app⟧.env
⟦idn.upper⟧=⟦id⟧
⟦secn.upper⟧=⟦sec⟧
BUCKET=⟦bucket⟧
END
systemctl restart ⟦app⟧
⟦tail⟧""",
    ),
    Form(
        "shell/heredoc-json",
        "init_tccli.sh configure.sh",
        "tencent alibaba",
        """⟦head⟧tee /root/.⟦store⟧.json <<-EOF
{
  "⟦idn.bare.camel⟧": "⟦id⟧",
  "⟦secn.bare.camel⟧": "⟦sec⟧",
  "region": "⟦region⟧"
}
EOF
⟦tail⟧""",
    ),
    Form(
        "shell/history-file",
        ".bash_history .zsh_history history.txt",
        "tencent aws alibaba huawei qiniu",
        """cd /data/⟦app⟧
git pull
git checkout ⟦hex:40⟧
⟦rep:1-5:⟦pick:ls -lh¦vim config.yml¦tail -f /var/log/⟦word⟧.log¦docker ps¦ssh ⟦ip⟧⟧
⟧export ⟦idn.upper⟧=⟦id⟧
export ⟦secn.upper⟧=⟦sec⟧
⟦rep:1-4:⟦pick:./run.sh¦make build¦curl ⟦host⟧¦df -h⟧
⟧exit
""",
    ),
    Form(
        "shell/zsh-history-with-time",
        ".zsh_history",
        BIG,
        """: ⟦ts⟧:0;git log -1 ⟦hex:40⟧
: ⟦ts⟧:0;sha256sum ⟦word⟧.iso
: ⟦ts⟧:0;./bin/⟦app⟧ --⟦idn.kebab⟧ ⟦id⟧ --⟦secn.kebab⟧ ⟦sec⟧ --region ⟦region⟧
: ⟦ts⟧:2;ping ⟦ip⟧
""",
    ),
    Form(
        "shell/flags-with-equals",
        "start.sh job.sh crontab.txt",
        CLOUDS,
        """⟦head⟧/opt/⟦app⟧/bin/upload --endpoint=⟦endpoint⟧ --bucket=⟦bucket⟧ --⟦idn.kebab⟧=⟦id⟧ """
        """--⟦secn.kebab⟧=⟦sec⟧ --md5=⟦hex:32⟧
⟦tail⟧""",
    ),
    Form(
        "shell/java-system-properties",
        "start.sh catalina.sh",
        CLOUDS,
        """⟦head⟧JAVA_OPTS="-Xmx2g -Xms2g -Dapp.id=⟦uuid⟧"
java $JAVA_OPTS -D⟦store⟧.⟦idn.camel⟧=⟦id⟧ -D⟦store⟧.⟦secn.camel⟧=⟦sec⟧ -jar ⟦app⟧.jar
⟦tail⟧""",
    ),
    Form(
        "shell/curl-token-request",
        "token.sh wx_token.sh",
        "wechat",
        """⟦head⟧curl -s "https://api.weixin.qq.com/cgi-bin/token?grant_type=client_credential&appid=⟦id⟧&\
secret=⟦sec⟧"
# {"access_token":"...","expires_in":7200}
⟦tail⟧""",
    ),
    Form(
        "shell/curl-wecom-token",
        "wecom.sh notify.sh",
        "wecom",
        """⟦head⟧CORPID=⟦id⟧
AGENTID=10000⟦num:2⟧
URL="https://qyapi.weixin.qq.com/cgi-bin/gettoken?corpid=${CORPID}&corpsecret=⟦sec⟧"
TOKEN=$(curl -s "$URL" | jq -r .access_token)
⟦tail⟧""",
    ),
    Form(
        "shell/curl-feishu-token",
        "feishu.sh",
        "feishu",
        """⟦head⟧curl -X POST 'https://open.feishu.cn/open-apis/auth/v3/tenant_access_token/internal' \\
  -H 'Content-Type: application/json; charset=utf-8' \\
  -d '{"app_id": "⟦id⟧", "app_secret": "⟦sec⟧"}'
⟦tail⟧""",
    ),
    Form(
        "shell/curl-dingtalk-token",
        "ding_token.sh",
        "dingtalk",
        """⟦head⟧curl 'https://api.dingtalk.com/v1.0/oauth2/accessToken' -H 'Content-Type: \
application/json' \\
  --data-raw '{"appKey":"⟦id⟧","appSecret":"⟦sec⟧"}'
⟦tail⟧""",
    ),
    Form(
        "shell/curl-signed-tc3",
        "call.sh api_test.sh",
        "tencent",
        """⟦head⟧curl -X POST https://cvm.tencentcloudapi.com \\
  -H "Authorization: TC3-HMAC-SHA256 Credential=⟦id⟧/⟦date⟧/cvm/tc3_request, """
        """SignedHeaders=content-type;host, Signature=⟦hex:64⟧" \\
  -H "X-TC-Timestamp: ⟦ts⟧" -H "X-TC-Version: 2017-03-12" \\
  -d '{"Limit": 1}'
⟦tail⟧""",
    ),
    Form(
        "shell/curl-aws-sigv4-option",
        "apigw.sh es.sh",
        "aws",
        """⟦head⟧curl --aws-sigv4 "aws:amz:⟦region⟧:es" --user ⟦pick:"⟦id⟧:⟦sec⟧"¦'⟦id⟧:⟦sec⟧'⟧ \\
  "https://search-⟦word⟧-⟦low:26⟧.⟦region⟧.es.amazonaws.com/_cat/indices"
⟦tail⟧""",
    ),
    Form(
        "shell/openssl-signature",
        "sign.sh cos_put.sh",
        "tencent aws alibaba",
        """⟦head⟧date_value=$(date -u +'%a, %d %b %Y %H:%M:%S GMT')
key="⟦sec⟧"
string="PUT\\n\\napplication/octet-stream\\n${date_value}\\n/⟦bucket⟧/⟦word⟧"
signature=$(echo -en "${string}" | openssl sha1 -hmac "${key}" -binary | base64)
curl -X PUT -T "⟦word⟧.tgz" -H "Date: ${date_value}" \\
  -H "Authorization: ⟦pick:AWS¦OSS⟧ ⟦id⟧:${signature}" https://⟦bucket⟧.⟦endpoint⟧/⟦word⟧
⟦tail⟧""",
    ),
    Form(
        "powershell/env-variables",
        "deploy.ps1 setup.ps1",
        CLOUDS,
        """⟦head⟧$env:⟦idn.upper⟧ = "⟦id⟧"
$env:⟦secn.upper⟧ = "⟦sec⟧"
[Environment]::SetEnvironmentVariable("BUILD_ID", "⟦UUID⟧", "User")
⟦tail⟧""",
    ),
    Form(
        "powershell/set-aws-credential",
        "s3.ps1 publish.ps1",
        "aws",
        """⟦head⟧Import-Module AWSPowerShell
Set-AWSCredential -AccessKey ⟦id⟧ -SecretKey ⟦sec⟧ -StoreAs ⟦env⟧
Write-S3Object -BucketName ⟦bucket⟧ -File .\\⟦word⟧.zip -Region ⟦region⟧
⟦tail⟧""",
    ),
    Form(
        "powershell/hashtable",
        "config.ps1",
        PAIRS,
        """⟦head⟧$config = @{
    ⟦idn.pascal⟧ = '⟦id⟧'
    ⟦secn.pascal⟧ = '⟦sec⟧'
    Host = '⟦host⟧'
    ProductCode = '{⟦UUID⟧}'
}
⟦tail⟧""",
    ),
    Form(
        "batch/set",
        "run.bat env.cmd",
        CLOUDS,
        """@echo off
rem ⟦english⟧
set ⟦idn.upper⟧=⟦id⟧
set ⟦secn.upper⟧=⟦sec⟧
set VERSION=⟦ver⟧
⟦app⟧.exe --guid {⟦UUID⟧}
pause
""",
    ),
)
