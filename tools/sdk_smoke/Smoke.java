// Calls the emulator with Tencent Cloud's official SDK for Java: who am I, and what a wrong key is answered.
// Arguments: host:port, id, key.

import com.tencentcloudapi.common.Credential;
import com.tencentcloudapi.common.exception.TencentCloudSDKException;
import com.tencentcloudapi.common.profile.ClientProfile;
import com.tencentcloudapi.common.profile.HttpProfile;
import com.tencentcloudapi.sts.v20180813.StsClient;
import com.tencentcloudapi.sts.v20180813.models.GetCallerIdentityRequest;

public final class Smoke {
    private static StsClient client(String endpoint, String id, String key) {
        HttpProfile http = new HttpProfile();
        http.setProtocol(HttpProfile.REQ_HTTP);
        http.setEndpoint(endpoint);
        ClientProfile profile = new ClientProfile();
        profile.setHttpProfile(http);
        return new StsClient(new Credential(id, key), "ap-guangzhou", profile);
    }

    private static String codeOf(StsClient on) {
        try {
            on.GetCallerIdentity(new GetCallerIdentityRequest());
            return "";
        } catch (TencentCloudSDKException error) {
            return error.getErrorCode();
        }
    }

    private static void expect(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
        System.out.println("ok  " + what);
    }

    public static void main(String[] args) throws TencentCloudSDKException {
        String endpoint = args[0], id = args[1], key = args[2];
        String type = client(endpoint, id, key).GetCallerIdentity(new GetCallerIdentityRequest()).getType();
        expect(type.equals("RootAccount"), "the root key is the root's");
        expect(codeOf(client(endpoint, id, key + "x")).equals("AuthFailure.SignatureFailure"), "a wrong secret is told");
        String other = id.substring(0, id.length() - 1) + "_";
        expect(codeOf(client(endpoint, other, key)).equals("AuthFailure.SecretIdNotFound"), "an unknown id is told");
        System.exit(0);
    }
}
