// Whether there are AWS credentials: in the AWS SDK's default chain, which is the one of the AWS CLI and of Terraform.

const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\s+/g, " ").replace(/\.? ?$/, "");

/** Why there are none, without a full stop; undefined when there are. No service but one that gives them is asked. */
export const missingCredentials = async (): Promise<string | undefined> => {
  const { defaultProvider } = await import("@aws-sdk/credential-provider-node");
  try {
    await defaultProvider()();
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
};
