// The fake stores, and what tells a function to ask them.
import { answerAsStores } from "../function/fake-stores.ts";
import { startRecordingServer } from "../function/recording-server.ts";
import type { Stage } from "../function/task.ts";
import { functionEnvironment } from "./function-environment.ts";

export const setStores = async (functionName: string, toEvent: Stage["toEvent"]): Promise<Stage> => {
  const environment = await functionEnvironment(functionName);
  const server = await startRecordingServer(answerAsStores);
  return {
    environment: { ...environment, AWS_ENDPOINT_URL: `http://127.0.0.1:${server.port}` },
    nodeOptions: [],
    toEvent,
    requests: () => server.requests,
    count: server.count,
    stop: server.stop,
  };
};
