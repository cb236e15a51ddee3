// Faults as switches: outages of the services that the stack uses, rules one by one, and what is in force.
import { html, nothing, type TemplateResult } from "lit-html";
import { announce } from "../elements/announce.ts";
import { makeLoad, toProblem } from "../elements/load.ts";
import { breakable } from "../elements/breakable.ts";
import { emptyNote, errorNote } from "../elements/notes.ts";
import { callControl } from "../live/control.ts";
import type { MakeView, View } from "../shell/view.ts";
import { failures, isOn, switchOff, switchOn, toPresets, type Operation, type Preset } from "./presets.ts";
import { ruleWords, serviceName, type Effect, type FaultRule } from "./rule.ts";

type Rules = readonly FaultRule[];

const readRules = async (): Promise<Rules> => callControl("Reading the faults", "faults");

const effects: Readonly<Record<Effect["type"], (operation: Operation) => Effect>> = {
  error: ({ service }) => failures[service],
  latency: () => ({ type: "latency", ms: 1500 }),
  hang: () => ({ type: "hang" }),
  reset: () => ({ type: "reset" }),
  "apply-then-reset": () => ({ type: "apply-then-reset" }),
  garbage: () => ({ type: "garbage", status: 200, body: "<html>garbage</html>" }),
};
const effectNames: Readonly<Record<Effect["type"], string>> = {
  error: "fails",
  latency: "takes 1.5 s more",
  hang: "is not answered",
  reset: "is cut off before it is carried out",
  "apply-then-reset": "is carried out, then cut off",
  garbage: "is answered with garbage",
};

const isEffect = (type: unknown): type is Effect["type"] =>
  typeof type === "string" && Object.hasOwn(effects, type);

/** Undefined for what the form leaves open. */
const numberOf = (form: FormData, name: string): number | undefined => {
  const text = form.get(name);
  return typeof text === "string" && text !== "" ? Number(text) : undefined;
};

const toRule = (form: FormData, operations: readonly Operation[]): FaultRule | undefined => {
  const operation = operations[Number(form.get("operation"))];
  const type = form.get("effect");
  if (operation === undefined || !isEffect(type)) return undefined;
  const percent = numberOf(form, "percent") ?? 100;
  const times = numberOf(form, "times");
  return {
    ...operation,
    ...(percent === 100 ? {} : { probability: percent / 100 }),
    ...(times === undefined ? {} : { times }),
    effect: effects[type](operation),
  };
};

export const makeFaults: MakeView = ({ live, update }): View => {
  const operations = makeLoad<readonly Operation[]>(update);
  const rules = makeLoad<Rules>(update);
  let problem: string | undefined;
  /** The log says when somebody changed them. */
  let seen = 0;
  const isFault = ({ id, source }: { readonly id: number; readonly source: string }): boolean =>
    id > seen && source === "faults";

  const read = (): void => {
    seen = live().log.at(-1)?.id ?? 0;
    void rules.run(readRules);
  };

  /** Begins with what is in force now: somebody else may have changed it meanwhile. */
  const change = async (what: string, toNext: (now: Rules) => Rules): Promise<void> => {
    try {
      problem = undefined;
      const next = toNext(await readRules());
      await rules.run(async () => callControl("Setting faults", "faults", { method: "PUT", body: next }));
      announce(what);
    } catch (error) {
      problem = toProblem(error);
      update();
    }
  };

  const presetSwitch = (preset: Preset, inForce: Rules): TemplateResult => {
    const on = isOn(preset, inForce);
    const onClick = (): void => {
      void change(`${preset.title}: ${on ? "off" : "on"}`, (now) =>
        on ? switchOff(preset, now) : switchOn(preset, now),
      );
    };
    return html`<li>
      <button
        type="button"
        role="switch"
        class="switch"
        aria-checked=${on ? "true" : "false"}
        @click=${onClick}
      >
        <span class="track" aria-hidden="true"></span>
        <span><strong>${preset.title}</strong> <span class="quiet">${breakable(preset.about)}</span></span>
      </button>
    </li>`;
  };

  const ruleForm = (all: readonly Operation[]): TemplateResult => {
    const onSubmit = (event: SubmitEvent): void => {
      event.preventDefault();
      const rule = toRule(new FormData(event.target as HTMLFormElement), all);
      if (rule !== undefined) void change(`Added: ${ruleWords(rule)}`, (now) => [...now, rule]);
    };
    return html`<form class="filters" @submit=${onSubmit}>
      <label
        >Call
        <select name="operation">
          ${all.map(
            ({ service, operation }, index) =>
              html`<option value=${index}>${serviceName(service)} ${operation}</option>`,
          )}
        </select></label
      >
      <label
        >what happens
        <select name="effect">
          ${Object.entries(effectNames).map(([type, words]) => html`<option value=${type}>${words}</option>`)}
        </select></label
      >
      <label
        >in <input type="number" name="percent" min="1" max="100" value="100" required /> % of the
        calls</label
      >
      <label>at most <input type="number" name="times" min="1" placeholder="∞" /> times</label>
      <button>Add</button>
    </form>`;
  };

  const inForceList = (inForce: Rules): TemplateResult =>
    inForce.length === 0
      ? emptyNote("None: every call is carried out.")
      : html`<ul class="list rules">
          ${inForce.map(
            (rule) =>
              html`<li>
                <span>${ruleWords(rule)}</span>
                <button
                  type="button"
                  aria-label="Remove: ${ruleWords(rule)}"
                  @click=${() =>
                    void change(`Removed: ${ruleWords(rule)}`, (now) =>
                      now.toSpliced(
                        now.findIndex((each) => ruleWords(each) === ruleWords(rule)),
                        1,
                      ),
                    )}
                >
                  Remove
                </button>
              </li>`,
          )}
        </ul>`;

  return {
    path: "faults",
    title: "Faults",
    count: () => rules.current().value?.length,
    everySecond: () => {
      if (live().state === undefined || rules.current().isBusy) return;
      if (rules.current().value === undefined || live().log.some(isFault)) read();
    },
    render: () => {
      if (operations.current().value === undefined && !operations.current().isBusy)
        void operations.run(async () => callControl("Reading the operations", "operations"));
      const { value: inForce = [], problem: notRead } = rules.current();
      const all = operations.current().value ?? [];
      const failed = problem ?? notRead ?? operations.current().problem;
      return html`${failed === undefined ? nothing : errorNote(failed)}
        <p class="quiet">
          A fault applies to every caller, this page included; the first rule that fits a call counts.
        </p>
        <div class="services">
          ${toPresets(all).map(
            ([service, presets]) =>
              html`<section class="card" aria-labelledby="faults-${service}">
                <h2 id="faults-${service}">${service}</h2>
                <ul class="switches">
                  ${presets.map((preset) => presetSwitch(preset, inForce))}
                </ul>
              </section>`,
          )}
        </div>
        <section aria-labelledby="one-call">
          <h2 id="one-call">One call</h2>
          ${ruleForm(all)}
        </section>
        <section aria-labelledby="in-force">
          <h2 id="in-force">In force <span class="aside">whoever set them</span></h2>
          <p class="filters">
            <button
              type="button"
              ?disabled=${inForce.length === 0}
              @click=${() => void change("No faults any more.", () => [])}
            >
              Clear all
            </button>
          </p>
          ${inForceList(inForce)}
        </section>`;
    },
  };
};
