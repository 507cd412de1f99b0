"""Shared access signatures of Azure, and Google's API keys."""

from corpus.model import Form

FORMS = (
    Form(
        "python/blob-url-with-a-signature",
        "download.py fetch_model.py",
        "azure:sas",
        """import urllib.request

URL = ("https://⟦low:12⟧.blob.core.windows.net/models/bert.tar.gz"
       "?sp=r&st=⟦date⟧T⟦time⟧Z&se=2027-01-01T00:00:00Z&spr=https&sv=2022-11-02&sr=b&sig=⟦sec.pct⟧")
SHA256 = "⟦hex:64⟧"
urllib.request.urlretrieve(URL, "/tmp/bert.tar.gz")
""",
    ),
    Form(
        "shell/azcopy-to-a-container",
        "backup.sh upload.bat copy.sh",
        "azure:sas",
        """#!/bin/bash
# token valid until end of year
azcopy copy "/data/⟦word⟧" \\
  "https://⟦low:10⟧.blob.core.windows.net/⟦word⟧?sv=2020-08-04&ss=bfqt&srt=sco&sp=rwdlacupx\
&se=2026-12-31T16:00:00Z&st=⟦date⟧T⟦time⟧Z&spr=https&sig=⟦sec.pct⟧" --recursive
echo "job ⟦uuid⟧ done"
""",
    ),
    Form(
        "env/azure-blob-sas-token-alone",
        ".env .env.development",
        "azure:sas",
        """VITE_STORAGE_ACCOUNT=⟦low:11⟧
VITE_STORAGE_SAS=?sv=2021-06-08&ss=b&srt=o&sp=rwc&se=2027-06-30T10:00:00Z&spr=https,http&sig=⟦sec.pct⟧
VITE_APP_ID=⟦uuid⟧
VITE_REV=⟦hex:40⟧
""",
    ),
    Form(
        "ini/azure-shared-access-connection-string",
        "app.ini conn.txt storage.properties",
        "azure:sas",
        """[storage]
connection = BlobEndpoint=https://⟦low:10⟧.blob.core.windows.net/;\
QueueEndpoint=https://⟦low:10⟧.queue.core.windows.net/;\
SharedAccessSignature=sv=2022-11-02&ss=bq&srt=sco&sp=rl&se=2028-01-01T00:00:00Z&sig=⟦sec.pct⟧
container = ⟦word⟧
[app]
id = ⟦uuid⟧
""",
    ),
    Form(
        "sql/synapse-database-scoped-credential",
        "credential.sql external.sql",
        "azure:sas",
        """CREATE DATABASE SCOPED CREDENTIAL [⟦env⟧_cred]
WITH IDENTITY = 'SHARED ACCESS SIGNATURE',
SECRET = 'sv=2021-12-02&ss=b&srt=sco&sp=rl&se=2026-08-01T07:00:00Z&st=⟦date⟧T⟦time⟧Z&spr=https&sig=⟦sec.pct⟧';
GO
CREATE EXTERNAL DATA SOURCE src
WITH (LOCATION = 'https://⟦low:9⟧.blob.core.windows.net/in', CREDENTIAL = [⟦env⟧_cred]);
""",
    ),
    Form(
        "markdown/link-to-a-shared-report",
        "README.md wiki/report.md CHANGELOG.md",
        "azure:sas",
        """## ⟦date⟧

* the build [artifact](https://⟦low:12⟧.blob.core.windows.net/drop/⟦uuid⟧.zip?sv=2019-12-12\
&st=⟦date⟧T02%3A10%3A36Z&se=2027-04-19T02%3A10%3A00Z&sr=c&sp=rl&sig=⟦sec.pct⟧) is ready
* sha1 `⟦hex:40⟧`
* logic app: `https://prod-⟦int:10:90⟧.eastasia.logic.azure.com/workflows/⟦hex:32⟧`
""",
    ),
    Form(
        "log/request-line-with-a-signature",
        "access.log proxy.log har.json",
        "azure:sas",
        """⟦ip⟧ - - [⟦date⟧:⟦time⟧ +0000] "GET / HTTP/1.1" 200 612 "-" "kube-probe/1.2⟦int:1:9⟧"
⟦ip⟧ - - [⟦date⟧:⟦time⟧ +0000] "PUT https://⟦low:10⟧.blob.core.windows.net/⟦word⟧/⟦uuid⟧.jpg?sv=2020-02-10\
&sr=c&sig=⟦sec.pct⟧&se=2027-02-02T00%3A00%3A00Z&sp=cw HTTP/1.1" 201 0 "-" "axios/0.21"
⟦ip⟧ - - [⟦date⟧:⟦time⟧ +0000] "GET /favicon.ico?v=⟦hex:8⟧ HTTP/1.1" 304 0 "-" "curl/7.68"
""",
    ),
    Form(
        "html/google-maps-script-tag",
        "index.html contact.php map.html",
        "gcp:api-key",
        """<div id="map" style="height:400px"></div>
<script>
function initMap(){
  new google.maps.Map(document.getElementById('map'),{center:{lat:22.5,lng:114.0},zoom:12});
}
</script>
<script async defer
  src="https://maps.googleapis.com/maps/api/js?key=⟦sec⟧&callback=initMap&v=weekly"></script>
<link rel="stylesheet" href="/css/app.⟦hex:8⟧.css" integrity="sha256-⟦digest:32⟧">
""",
    ),
    Form(
        "xml/android-manifest-meta-data",
        "AndroidManifest.xml app/src/main/AndroidManifest.xml",
        "gcp:api-key",
        """<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.⟦org⟧.⟦word⟧">
    <uses-permission android:name="android.permission.INTERNET"/>
    <application android:label="@string/app_name" android:icon="@mipmap/ic_launcher">
        <meta-data android:name="com.google.android.geo.API_KEY" android:value="⟦sec⟧"/>
        <meta-data android:name="UMENG_CHANNEL" android:value="⟦hex:24⟧"/>
        <activity android:name=".Main" android:exported="true"/>
    </application>
</manifest>
""",
    ),
    Form(
        "json/google-services-current-key",
        "google-services.json app/google-services.json",
        "gcp:api-key",
        """{
  "project_info": {
    "project_number": "⟦account⟧",
    "project_id": "⟦app⟧-⟦appid⟧",
    "storage_bucket": "⟦app⟧-⟦appid⟧.appspot.com"
  },
  "client": [{
    "client_info": {
      "mobilesdk_app_id": "1:⟦account⟧:android:⟦hex:22⟧",
      "android_client_info": {"package_name": "com.example.⟦word⟧"}
    },
    "oauth_client": [{"client_id": "⟦account⟧-⟦low:32⟧.apps.googleusercontent.com", "client_type": 3}],
    "api_key": [{"current_key": "⟦sec⟧"}]
  }],
  "configuration_version": "1"
}
""",
    ),
    Form(
        "javascript/youtube-fetch-with-a-key",
        "yt.js src/api/youtube.js",
        "gcp:api-key",
        """const KEY = '⟦sec⟧';
const CHANNEL = 'UC⟦alnum:22⟧';
export const list = (page) =>
  fetch(`https://www.googleapis.com/youtube/v3/search?key=${KEY}&channelId=${CHANNEL}&part=snippet,id&pageToken=${page}`)
    .then((r) => r.json())
    .then((j) => j.items.filter((i) => i.etag !== '⟦alnum:27⟧'));
""",
    ),
    Form(
        "python/genai-configure",
        "gemini.py chat.py bot.py",
        "gcp:api-key",
        """import google.generativeai as genai

genai.configure(api_key="⟦sec⟧")
model = genai.GenerativeModel("gemini-1.5-flash")
print(model.generate_content("你好").text)  # session ⟦uuid⟧
""",
    ),
    Form(
        "swift/firebase-and-places-keys",
        "AppDelegate.swift GoogleService.swift",
        "gcp:api-key",
        """import GoogleMaps
import GooglePlaces

func setup() {
    GMSServices.provideAPIKey("⟦sec⟧")
    GMSPlacesClient.provideAPIKey("⟦2.sec⟧")
    UserDefaults.standard.set("⟦UUID⟧", forKey: "deviceId")
}
""",
        extra="=",
    ),
    Form(
        "yaml/flutter-dart-define-and-curl",
        "codemagic.yaml notes.yml",
        "gcp:api-key",
        """workflows:
  android:
    environment:
      vars:
        GOOGLE_API_KEY: ⟦sec⟧
        BUILD_ID: "⟦uuid⟧"
    scripts:
      - flutter build apk --dart-define=MAPS=$GOOGLE_API_KEY
      - curl "https://translation.googleapis.com/language/translate/v2?q=hi&target=zh&key=$GOOGLE_API_KEY"
""",
    ),
)
