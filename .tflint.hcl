# In a synthesised stack: `tflint --chdir=cdktf.out/stacks/message-handler-dev --config="$PWD/.tflint.hcl"`.
plugin "terraform" {
  enabled = true
  preset  = "recommended"
}

plugin "aws" {
  enabled = true
  version = "0.48.0"
  source  = "github.com/terraform-linters/tflint-ruleset-aws"
}

# Waived: checkov 3.3 cannot read a stack in JSON that has a `required_version`, and would find nothing in it. Workflows
# pin Terraform, and one that is too old to lock a state (before 1.10) refuses the backend's `use_lockfile` by itself.
rule "terraform_required_version" {
  enabled = false
}
