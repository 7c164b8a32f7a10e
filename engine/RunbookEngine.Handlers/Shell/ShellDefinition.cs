using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Shell;

/// <summary>The words of the tool <c>shell</c>.</summary>
internal static class ShellDefinition
{
    public const string Script = "script";
    public const string Creates = "creates";
    public const string Unless = "unless";
    public const string Environment = "env";
    public const string Stdin = "stdin";
    public const string WorkingDirectory = "cwd";
    public const string Interpreter = "interpreter";
    public const string Success = "success";
    public const string Unchanged = "unchanged";

    public static ToolDefinition Tool { get; } = new("shell", "Runs a shell script.", [Run()], DefaultVerb: "run");

    private static VerbDefinition Run() => new()
    {
        Name = "run",
        Summary = "Runs a script; it stops at the first command that fails, and every inserted value is one quoted word.",
        HasSideEffect = true,
        Main = new(Script, ParameterType.Script, "The script.", Required: true, Example: "uptime"),
        Parameters =
        [
            new(Creates, ParameterType.Path, "The step is done when this path exists.", Example: "/var/lib/app/ready"),
            new(Unless, ParameterType.Script, "The step is done when this script exits with 0; it must change nothing.", Example: "id app"),
            new(Environment, ParameterType.TextMap, "Variables added to the environment; the place for secrets.", AllowsSecret: true,
                Example: "{ TOKEN: \"{{ inputs.token }}\" }"),
            new(Stdin, ParameterType.Text, "The script's standard input; empty when left out.", AllowsSecret: true, Example: "some text"),
            new(WorkingDirectory, ParameterType.Path, "The folder it runs in; the runbook's own when left out.", Example: "/srv/app"),
            new(Interpreter, ParameterType.Choice, "`sh` runs as `sh -e`, `bash` as `bash -eo pipefail`; `sh` when left out. A first line such as `#!/usr/bin/python3` names another program instead.", Choices: ["sh", "bash"],
                Example: "bash"),
            new(Success, ParameterType.TextList, "The exit statuses that count as success; only 0 when left out.", Example: "[0, 3]"),
            new(Unchanged, ParameterType.TextList, "The exit statuses that count as success and mean that nothing was changed; none when left out.",
                Example: "[2]"),
        ],
        Outputs =
        [
            new("stdout", ParameterType.Text, "What it wrote to standard output, without the newline at the end; the last 64 KiB."),
            new("stderr", ParameterType.Text, "What it wrote to standard error, without the newline at the end; the last 64 KiB."),
            new("exit_status", ParameterType.Integer, "Its exit status; 0 when the step was already done."),
        ],
        Example = """
            - id: user
              shell:
                run: useradd --system {{ inputs.user }}
                unless: id {{ inputs.user }}
            """,
    };
}
