// Clients that no other command needs: they take as long to load as all of a short command.
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { SNSClient } from "@aws-sdk/client-sns";
import { guardCalls } from "../target/clients.ts";
import { patience, toPatientConfig } from "../target/patience.ts";
import type { Clients } from "../target/target.ts";

export type DiagnosisClients = { readonly iam: IAMClient; readonly kms: KMSClient; readonly sns: SNSClient };

/** For the same account and region. */
export const makeDiagnosisClients = ({ sqs }: Pick<Clients, "sqs">): DiagnosisClients => {
  const { region, credentials, endpoint, useFipsEndpoint, useDualstackEndpoint, defaultsMode } = sqs.config;
  const toConfig = () => ({
    ...toPatientConfig(patience),
    region,
    credentials,
    useFipsEndpoint,
    useDualstackEndpoint,
    defaultsMode,
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  const clients = {
    iam: new IAMClient(toConfig()),
    kms: new KMSClient(toConfig()),
    sns: new SNSClient(toConfig()),
  };
  clients.iam.middlewareStack.use(guardCalls(patience));
  clients.kms.middlewareStack.use(guardCalls(patience));
  clients.sns.middlewareStack.use(guardCalls(patience));
  return clients;
};

export const destroyDiagnosisClients = (clients: DiagnosisClients): void => {
  for (const client of Object.values(clients)) client.destroy();
};
