using System.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Apt;

/// <summary><c>repository</c>: brings a file of sources to the repository of another minor version.</summary>
internal sealed class SwitchRepository : IAptVerb
{
    private const int Largest = 256 * 1024;

    public VerbDefinition Definition => AptDefinition.Repository;

    public async Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation)
    {
        var (path, minor) = Settings(context);
        var text = await ReadAsync(context, path, cancellation);
        var now = RepositoryText.Minors(text);
        if (now.IsEmpty)
            throw new StepFailureException(Unknown(path));
        return now is [var only] && only == minor
            ? new ProbeResult.Satisfied(Outputs(path, minor, minor))
            : new ProbeResult.Needed($"switch {path} from {string.Join(" and ", now)} to {minor}");
    }

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var (path, minor) = Settings(context);
        // Executed rather than read: after a crash it tells what was there before, though the file is new already.
        var result = await context.Commands.ExecuteAsync("before", new() { Arguments = ["cat", "--", path] }, cancellation);
        if (CommandOutcomes.OfMissingExit(result) is { } missing)
            return missing;
        if (!result.Succeeded)
            return new StepOutcome.Failed(CommandOutcomes.ExitStatus(result, "cat", "check the path") with { Code = "not-found", Message = $"{path} cannot be read" });
        var before = RepositoryText.Minors(result.Stdout);
        if (before.IsEmpty)
            return new StepOutcome.Failed(Unknown(path));
        var text = await ReadAsync(context, path, cancellation);
        var wanted = RepositoryText.WithMinor(text, minor);
        if (wanted != text)
            await context.Files.WriteAsync(path, Encoding.UTF8.GetBytes(wanted), null, null, cancellation);
        return new StepOutcome.Succeeded(Outputs(path, minor, before[0]));
    }

    private static (string Path, string Minor) Settings(StepContext context)
    {
        var text = context.Arguments.Text(AptDefinition.Minor);
        return (TargetPath.Of(context, AptDefinition.Path), RepositoryText.Minor(text)
            ?? throw new SettingException($"`minor` is `{text}`, which is no version", "write such as \"1.31\", in quotes so that `1.30` keeps its 0"));
    }

    private static async Task<string> ReadAsync(StepContext context, string path, CancellationToken cancellation) =>
        Encoding.UTF8.GetString(await context.Files.ReadAsync(path, Largest, cancellation));

    private static StepFailure Unknown(string path) => new(
        "unknown-layout",
        $"no address in {path} names a minor version such as /v1.31/",
        Retryable: false,
        "only repositories with a folder for each minor, as pkgs.k8s.io has them, can be switched: write the file anew with `file: { write: … }`");

    private static Value.Map Outputs(string path, string minor, string before) =>
        OutputMap.Of(("path", OutputMap.Text(path)), ("minor", OutputMap.Text(minor)), ("before", OutputMap.Text(before)));
}
