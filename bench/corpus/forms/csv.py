"""CSV downloads of the consoles and sheets of accounts."""

from corpus.groups import BIG
from corpus.model import Form

FORMS = (
    Form(
        "csv/aws-access-keys",
        "⟦person⟧_accessKeys.csv accessKeys.csv",
        "aws",
        "⟦pick:\ufeff¦⟧Access key ID,Secret access key\n⟦id⟧,⟦sec⟧\n",
    ),
    Form(
        "csv/aws-new-user",
        "credentials.csv new_user_credentials.csv",
        "aws",
        """User name,Password,Access key ID,Secret access key,Console login link
⟦person⟧,,⟦id⟧,⟦sec⟧,https://⟦account⟧.signin.aws.amazon.com/console
""",
    ),
    Form("csv/aws-root-key", "rootkey.csv", "aws", "AWSAccessKeyId=⟦id⟧\nAWSSecretKey=⟦sec⟧\n"),
    Form(
        "csv/tencent-secret",
        "SecretKey.csv 密钥.csv",
        "tencent",
        "⟦pick:\ufeff¦⟧SecretId,SecretKey\n⟦id⟧,⟦sec⟧\n",
    ),
    Form(
        "csv/tencent-sub-account",
        "用户信息.csv sub-user.csv",
        "tencent",
        """用户名,账号ID,SecretId,SecretKey,登录地址
⟦person⟧,1000⟦num:8⟧,⟦id⟧,⟦sec⟧,https://cloud.tencent.com/login/subAccount/1000⟦num:8⟧
""",
    ),
    Form(
        "csv/alibaba-access-key",
        "AccessKey.csv AccessKey(1).csv",
        "alibaba",
        """⟦pick:"AccessKey ID","AccessKey Secret"
"⟦id⟧","⟦sec⟧"¦AccessKey ID,AccessKey Secret
⟦id⟧,⟦sec⟧¦accessKeyId,accessKeySecret
⟦id⟧,⟦sec⟧⟧
""",
    ),
    Form(
        "csv/huawei-credentials",
        "credentials.csv",
        "huawei",
        """User Name,Access Key Id,Secret Access Key
"⟦person⟧",⟦id⟧,⟦sec⟧
""",
    ),
    Form(
        "csv/sheet-of-accounts",
        "accounts.csv 云账号汇总.csv",
        "tencent aws alibaba huawei baidu volcengine jd kingsoft qiniu ucloud qingcloud",
        """id,平台,⟦idn.pascal⟧,⟦secn.pascal⟧,备注,md5
1,⟦brandcn⟧,⟦id⟧,⟦sec⟧,⟦cmt⟧,⟦hex:32⟧
2,⟦brandcn⟧,⟦2.id⟧,⟦2.sec⟧,,⟦hex:32⟧
""",
        extra="=",
    ),
    Form(
        "csv/semicolons-and-tabs",
        "keys.tsv export.csv",
        BIG,
        """name⟦column⟧⟦idn.snake⟧⟦column⟧⟦secn.snake⟧
⟦person⟧⟦column⟧⟦id⟧⟦column⟧⟦sec⟧
""",
    ),
)
