import { post } from "@/api/client";
import type { Schemas } from "@/api/types";

type PasskeyRow = Schemas["PasskeyRow"];

/** Say whether this browser can make passkeys here. */
export function hasPasskeys(): boolean {
  return typeof PublicKeyCredential !== "undefined" && window.isSecureContext;
}

/** What the server asks, as Web Authentication writes it in JSON: bytes are base64url. */
interface Options {
  challenge: string;
  rp: PublicKeyCredentialRpEntity;
  user: { id: string; name: string; displayName: string };
  pubKeyCredParams: PublicKeyCredentialParameters[];
  excludeCredentials?: { id: string; type: "public-key"; transports?: AuthenticatorTransport[] }[];
  authenticatorSelection?: AuthenticatorSelectionCriteria;
  attestation?: AttestationConveyancePreference;
  timeout?: number;
}

function bytes(text: string): ArrayBuffer {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (one) => one.charCodeAt(0)).buffer;
}

function text(buffer: ArrayBuffer): string {
  let plain = "";
  for (const one of new Uint8Array(buffer)) plain += String.fromCharCode(one);
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Make a passkey with this device, and have the server keep it. */
export async function makePasskey(name: string, password: string | null): Promise<PasskeyRow> {
  const asked = await post<{ step: string; options: Options }>(
    "/me/passkeys/options",
    password === null ? {} : { password },
  );
  const { options } = asked;
  const made = (await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: options.excludeCredentials?.map((one) => ({ ...one, id: bytes(one.id) })),
    },
  })) as PublicKeyCredential;
  const said = made.response as AuthenticatorAttestationResponse;
  const credential = {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    response: {
      clientDataJSON: text(said.clientDataJSON),
      attestationObject: text(said.attestationObject),
      transports: said.getTransports?.() ?? [],
    },
    clientExtensionResults: made.getClientExtensionResults(),
  };
  return post<PasskeyRow>("/me/passkeys/finish", { step: asked.step, credential, name });
}
