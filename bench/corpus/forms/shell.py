"""Shell: exports, flags of the clouds' command lines, here-documents and history."""

from corpus.groups import BIG, CLOUDS, PAIRS, S3
from corpus.model import Form

FORMS = (
    Form(
        "shell/export",
        "env.sh .bash_profile setenv.sh .zshrc",
        PAIRS,
        """⟦head⟧export PATH=$PATH:/usr/local/go/bin
export ⟦idn.upper⟧=⟦pick:"⟦id⟧"¦⟦id⟧¦'⟦id⟧'⟧
export ⟦secn.upper⟧=⟦pick:"⟦sec⟧"¦⟦sec⟧¦'⟦sec⟧'⟧
export REGION=⟦region⟧
⟦tail⟧""",
    ),
    Form(
        "shell/export-temporary",
        "assume.sh tmp_env.sh",
        "tencent:temporary aws:temporary alibaba:temporary",
        """⟦head⟧export ⟦idn.upper⟧="⟦id⟧"
export ⟦secn.upper⟧="⟦sec⟧"
export ⟦tokn.upper⟧="⟦tok⟧"
⟦tail⟧""",
    ),
    Form(
        "shell/variables",
        "upload.sh backup.sh sign.sh deploy.sh",
        PAIRS,
        """⟦head⟧⟦idn.snake⟧=⟦pick:"⟦id⟧"¦⟦id⟧⟧
⟦secn.snake⟧=⟦pick:"⟦sec⟧"¦'⟦sec⟧'⟧
bucket="⟦bucket⟧"
file=/data/backup/⟦word⟧-⟦date⟧.tar.gz
# ⟦cmt⟧
put_file "$bucket" "$file"
⟦tail⟧""",
    ),
    Form(
        "shell/prefix-assignment",
        "run.sh sync.sh",
        CLOUDS,
        """⟦head⟧⟦idn.upper⟧=⟦id⟧ ⟦secn.upper⟧=⟦sec⟧ \\
  ./bin/⟦app⟧ sync --bucket ⟦bucket⟧ --build ⟦hex:12⟧
⟦tail⟧""",
    ),
    Form(
        "shell/aws-configure-set",
        "setup.sh bootstrap.sh userdata.sh",
        "aws",
        """⟦head⟧aws configure set aws_access_key_id ⟦id⟧
aws configure set aws_secret_access_key ⟦sec⟧
aws configure set default.region ⟦region⟧
aws s3 cp s3://⟦bucket⟧/⟦word⟧-⟦hex:40⟧.zip /opt/app.zip
⟦tail⟧""",
    ),
    Form(
        "shell/coscmd-config",
        "install.sh cos_backup.sh",
        "tencent",
        """⟦head⟧pip install coscmd
coscmd config -a ⟦id⟧ -s ⟦sec⟧ -b ⟦bucket⟧ -r ⟦region⟧
coscmd upload -r /data/www/ /⟦word⟧/
⟦tail⟧""",
    ),
    Form(
        "shell/tccli-configure",
        "tccli_setup.sh init.sh",
        "tencent",
        """⟦head⟧tccli configure set secretId ⟦id⟧ secretKey ⟦sec⟧ region ⟦region⟧ output json
tccli cvm DescribeInstances --InstanceIds '["ins-⟦low:8⟧"]'
⟦tail⟧""",
    ),
    Form(
        "shell/coscli-flags",
        "coscli.sh release.sh",
        "tencent",
        """⟦head⟧./coscli config set --secret_id ⟦id⟧ --secret_key ⟦sec⟧
./coscli cp ./dist cos://⟦bucket⟧/⟦word⟧ -r -e ⟦endpoint⟧ \\
    -i ⟦id⟧ -k ⟦sec⟧
⟦tail⟧""",
    ),
    Form(
        "shell/ossutil-config",
        "oss.sh upload_oss.sh",
        "alibaba",
        """⟦head⟧ossutil64 config -e ⟦endpoint⟧ -i ⟦id⟧ -k ⟦sec⟧ -L CH
⟦pick:ossutil64 cp -rf dist oss://⟦bucket⟧/
¦⟧ossutil64 stat oss://⟦bucket⟧/a.tgz  # Etag ⟦HEX:32⟧
⟦tail⟧""",
    ),
    Form(
        "shell/aliyun-configure-set",
        "aliyun_cli.sh ddns.sh",
        "alibaba",
        """⟦head⟧aliyun configure set \\
  --profile akProfile \\
  --mode AK \\
  --region ⟦region⟧ \\
  --access-key-id ⟦id⟧ \\
  --access-key-secret ⟦sec⟧
⟦tail⟧""",
    ),
    Form(
        "shell/obsutil-config",
        "obs.sh",
        "huawei",
        """⟦head⟧./obsutil config -i=⟦id⟧ -k=⟦sec⟧ -e=⟦endpoint⟧
./obsutil ls obs://⟦bucket⟧ -limit=10
⟦tail⟧""",
    ),
    Form(
        "shell/hcloud-configure",
        "hcloud.sh",
        "huawei",
        """⟦head⟧hcloud configure set --cli-profile=default --cli-region=⟦region⟧ \\
  --cli-access-key=⟦id⟧ --cli-secret-key=⟦sec⟧
⟦tail⟧""",
    ),
    Form(
        "shell/qshell-account",
        "qiniu.sh qshell.sh",
        "qiniu",
        """⟦head⟧qshell account ⟦id⟧ ⟦sec⟧ ⟦person⟧
qshell qupload2 --src-dir=/data/img --bucket=⟦bucket⟧ --rescan-local
⟦tail⟧""",
    ),
    Form(
        "shell/mc-alias-set",
        "minio.sh mc.sh",
        S3,
        """⟦head⟧mc ⟦pick:alias set¦config host add⟧ ⟦store⟧ https://⟦endpoint⟧ ⟦id⟧ ⟦sec⟧ --api s3v4
mc mirror --overwrite /data/⟦word⟧ ⟦store⟧/⟦bucket⟧
⟦tail⟧""",
    ),
    Form(
        "shell/s3cmd-flags",
        "s3.sh push.sh",
        "aws tencent alibaba huawei",
        """⟦head⟧s3cmd --access_key=⟦id⟧ --secret_key=⟦sec⟧ --host=⟦endpoint⟧ \\
  put "⟦word⟧-$(date +%F).sql.gz" s3://⟦bucket⟧/db/
⟦tail⟧""",
    ),
    Form(
        "shell/rclone-config-create",
        "rclone.sh sync_all.sh",
        "aws tencent alibaba",
        """⟦head⟧rclone config create remote s3 provider=⟦brand⟧ access_key_id=⟦id⟧ \\
    secret_access_key=⟦sec⟧ endpoint=⟦endpoint⟧ acl=private
⟦tail⟧""",
    ),
    Form(
        "shell/docker-run-env",
        "start.sh run_docker.sh",
        PAIRS,
        """⟦head⟧docker run -d --name ⟦app⟧ --restart=always \\
  -p ⟦int:2000:9000⟧:8080 \\
  -e ⟦idn.upper⟧=⟦id⟧ \\
  ⟦opt:-e TZ=Asia/Shanghai \\
  ⟧-e ⟦secn.upper⟧=⟦sec⟧ \\
  registry.example.com/⟦org⟧/⟦app⟧:⟦hex:8⟧
⟦tail⟧""",
    ),
    Form(
        "shell/helm-set",
        "helm.sh install_chart.sh",
        CLOUDS,
        """⟦head⟧helm upgrade --install ⟦app⟧ ./chart \\
  --set image.tag=⟦hex:8⟧ \\
  --set ⟦store⟧.⟦idn.camel⟧=⟦id⟧ \\
  --set ⟦store⟧.⟦secn.camel⟧=⟦sec⟧
⟦tail⟧""",
    ),
    Form(
        "shell/kubectl-from-literal",
        "secret.sh k8s.sh",
        PAIRS,
        """⟦head⟧kubectl -n ⟦word⟧ create secret generic ⟦store⟧-key \\
  --from-literal=⟦idn.kebab⟧=⟦id⟧ \\
  --from-literal=⟦secn.kebab⟧='⟦sec⟧'
⟦tail⟧""",
    ),
    Form(
        "shell/terraform-var",
        "apply.sh plan.sh",
        BIG,
        """⟦head⟧terraform apply -auto-approve \\
  -var "⟦idn.snake⟧=⟦id⟧" \\
  -var "⟦secn.snake⟧=⟦sec⟧" \\
  -var region=⟦region⟧
⟦tail⟧""",
    ),
)
