"""C, C++ and Rust."""

from corpus.groups import BIG, CLOUDS, PAIRS
from corpus.model import Form

FORMS = (
    Form(
        "c/define",
        "config.h secrets.h keys.h",
        PAIRS,
        """⟦head⟧#ifndef CONFIG_H
#define CONFIG_H

#define WIFI_CHANNEL ⟦int:1:13⟧
#define ⟦idn.upper⟧ "⟦id⟧"
#define ⟦secn.upper⟧ "⟦sec⟧"  /* ⟦cmt⟧ */
⟦tail⟧
#endif
""",
    ),
    Form(
        "c/oss-sample",
        "oss_config.c sample.c",
        "alibaba huawei tencent",
        """⟦head⟧#include "⟦store⟧_api.h"

const char TEST_ENDPOINT[] = "⟦endpoint⟧";
const char TEST_ACCESS_KEY_ID[] = "⟦id⟧";
const char TEST_ACCESS_KEY_SECRET[] = "⟦sec⟧";
const char TEST_BUCKET_NAME[] = "⟦bucket⟧";
⟦tail⟧""",
    ),
    Form(
        "c/adjacent-literals",
        "keys.c",
        BIG,
        """⟦head⟧static const char *⟦idn.snake⟧ = "⟦id.first⟧" "⟦id.rest⟧";
static const char *⟦secn.snake⟧ =
    "⟦sec.first⟧"
    "⟦sec.rest⟧";
⟦tail⟧""",
    ),
    Form(
        "cpp/cos-config",
        "cos_demo.cpp main.cc",
        "tencent",
        """#include "cos_api.h"

int main() {
    qcloud_cos::CosConfig config("./config.json");
    // ⟦english⟧
    config.SetAccessKey("⟦id⟧");
    config.SetSecretKey("⟦sec⟧");
    config.SetRegion("⟦region⟧");
    qcloud_cos::CosAPI cos(config);
    return cos.Put("⟦bucket⟧", "⟦hex:32⟧");
}
""",
    ),
    Form(
        "cpp/aws-credentials",
        "s3.cpp uploader.cpp",
        "aws",
        """#include <aws/core/auth/AWSCredentials.h>

static const Aws::Auth::AWSCredentials kCredentials("⟦id⟧", "⟦sec⟧");
static const char* kDigest = "⟦hex:64⟧";
""",
    ),
    Form(
        "cpp/credential-braces",
        "client.cpp tts.cpp",
        "tencent alibaba huawei baidu",
        """#include <string>

namespace ⟦word⟧ {
const std::string k⟦idn.pascal⟧{"⟦id⟧"};
const std::string k⟦secn.pascal⟧{"⟦sec⟧"};
Credential cred = Credential(k⟦idn.pascal⟧, k⟦secn.pascal⟧);  // ⟦cmt⟧
}  // namespace ⟦word⟧
""",
    ),
    Form(
        "rust/constants",
        "config.rs main.rs secrets.rs",
        PAIRS,
        """⟦head⟧pub const REGION: &str = "⟦region⟧";
pub const ⟦idn.upper⟧: &str = "⟦id⟧";
pub const ⟦secn.upper⟧: &str = "⟦sec⟧";
⟦tail⟧""",
    ),
    Form(
        "rust/struct-literal",
        "client.rs lib.rs",
        CLOUDS,
        """⟦head⟧fn client() -> Client {
    Client::new(Credentials {
        ⟦idn.snake⟧: "⟦id⟧".to_string(),
        ⟦secn.snake⟧: String::from("⟦sec⟧"),
        region: "⟦region⟧".into(),
    })
}
⟦tail⟧""",
    ),
    Form(
        "rust/rusoto-static-provider",
        "s3.rs",
        "aws",
        """⟦head⟧let provider = StaticProvider::new_minimal("⟦id⟧".to_owned(), "⟦sec⟧".to_owned());
let s3 = S3Client::new_with(HttpClient::new()?, provider, Region::UsEast1);
⟦tail⟧""",
    ),
    Form(
        "rust/option-env-concat",
        "build.rs",
        BIG,
        """⟦head⟧const ⟦idn.upper⟧: &str = concat!("⟦id.first⟧", "⟦id.rest⟧");
const ⟦secn.upper⟧: &str = concat!("⟦sec.first⟧", "⟦sec.rest⟧");
⟦tail⟧""",
    ),
)
