// Clients that no other command needs: they take as long to load as all of a short command.
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { SNSClient } from "@aws-sdk/client-sns";
import { noteFailedCalls } from "../target/aws-errors.ts";
import { patience } from "../target/clients.ts";
import type { Clients } from "../target/target.ts";

export type DiagnosisClients = { readonly iam: IAMClient; readonly kms: KMSClient; readonly sns: SNSClient };

/** For the same account and region. */
export const makeDiagnosisClients = ({ sqs }: Pick<Clients, "sqs">): DiagnosisClients => {
  const { region, credentials, endpoint, useFipsEndpoint, useDualstackEndpoint, defaultsMode } = sqs.config;
  const config = {
    maxAttempts: 5,
    requestHandler: patience,
    region,
    credentials,
    useFipsEndpoint,
    useDualstackEndpoint,
    defaultsMode,
    ...(endpoint === undefined ? {} : { endpoint }),
  };
  const clients = { iam: new IAMClient(config), kms: new KMSClient(config), sns: new SNSClient(config) };
  const options = { step: "initialize" } as const;
  clients.iam.middlewareStack.add(noteFailedCalls, options);
  clients.kms.middlewareStack.add(noteFailedCalls, options);
  clients.sns.middlewareStack.add(noteFailedCalls, options);
  return clients;
};

export const destroyDiagnosisClients = (clients: DiagnosisClients): void => {
  for (const client of Object.values(clients)) client.destroy();
};
