// Checks a message by hand, for workers without a library for it.
const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

export const parseMessage = (body) => {
  const { metadata, data } = JSON.parse(body);
  const { message_id, company_id, message_time } = metadata;
  const isValid =
    uuid.test(message_id) &&
    uuid.test(company_id) &&
    !Number.isNaN(Date.parse(message_time)) &&
    typeof data === "object";
  if (!isValid) throw new Error("The message is not valid.");
  return metadata;
};
