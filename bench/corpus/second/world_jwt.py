"""Signed tokens."""

from corpus.model import Form

FORMS = (
    Form(
        "http/rest-client-bearer",
        "api.http requests.rest test.http",
        "jwt",
        """### list orders
GET https://api.⟦org⟧.example.com/v1/⟦word⟧?page=1
Authorization: Bearer ⟦sec⟧
Accept: application/json
X-Request-Id: ⟦uuid⟧

### health
GET https://api.⟦org⟧.example.com/health
""",
    ),
    Form(
        "json/postman-environment-jwt",
        "⟦word⟧.postman_environment.json env.postman_environment.json",
        "jwt",
        """{
\t"id": "⟦uuid⟧",
\t"name": "⟦app⟧ ⟦env⟧",
\t"values": [
\t\t{"key": "host", "value": "https://⟦word⟧.example.com", "enabled": true},
\t\t{"key": "jwt", "value": "⟦sec⟧", "type": "secret", "enabled": true}
\t],
\t"_postman_variable_scope": "environment"
}
""",
    ),
    Form(
        "javascript/axios-default-header",
        "api.js src/request.js",
        "jwt",
        """import axios from 'axios'
const http = axios.create({ baseURL: 'https://⟦word⟧.example.com/api', timeout: ⟦int:3:9⟧000 })
// admin 的 token，先写死
http.defaults.headers.common['Authorization'] = 'Bearer ' + '⟦sec⟧'
http.defaults.headers.common['X-Trace'] = '⟦hex:32⟧'
export default http
""",
    ),
    Form(
        "env/supabase-service-role",
        ".env.local .env",
        "jwt",
        """NEXT_PUBLIC_SUPABASE_URL=https://⟦low:20⟧.supabase.co
SUPABASE_SERVICE_ROLE_KEY=⟦sec⟧
VERCEL_GIT_COMMIT_SHA=⟦hex:40⟧
""",
    ),
    Form(
        "shell/curl-cookie-with-a-token",
        "get.sh copy-as-curl.txt",
        "jwt",
        """curl 'https://admin.⟦org⟧.example.com/api/users?size=20' \\
  -H 'accept: */*' -H 'sec-ch-ua-mobile: ?0' \\
  -H 'cookie: _ga=GA1.2.⟦num:9⟧.⟦ts⟧; token=⟦sec⟧; lang=zh' \\
  -H 'x-csrf-token: ⟦hex:40⟧' --compressed
""",
    ),
    Form(
        "java/feign-test-with-jwt",
        "OrderApiTest.java ClientIT.java",
        "jwt",
        """@Test
public void list() throws Exception {
    String token = "⟦sec⟧";
    mvc.perform(get("/⟦word⟧/" + "⟦uuid⟧").header("Authorization", "Bearer " + token))
       .andExpect(status().isOk())
       .andExpect(header().string("ETag", "\\"⟦hex:32⟧\\""));
}
""",
    ),
)
