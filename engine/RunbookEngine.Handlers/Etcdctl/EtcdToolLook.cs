using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Etcdctl;

/// <summary>Asks the tools on the target what they are. A tool that is missing is a fact, not a failure.</summary>
internal static class EtcdToolLook
{
    public static async Task<EtcdTools> ToolsAsync(StepContext context, CancellationToken cancellation) => new(
        await ToolAsync(context, EtcdTool.Etcdctl, cancellation),
        await ToolAsync(context, EtcdTool.Etcdutl, cancellation));

    /// <summary>The tool for files.</summary>
    /// <exception cref="StepFailureException">There is none.</exception>
    public static async Task<EtcdTool> ForFilesAsync(StepContext context, CancellationToken cancellation)
    {
        var (tool, failure) = EtcdToolChoice.ForFiles(await ToolsAsync(context, cancellation), context.Verb.Name);
        return tool ?? throw new StepFailureException(failure!);
    }

    /// <summary>What the tool says of a verb; some versions say it on standard error.</summary>
    public static async Task<string> HelpAsync(StepContext context, EtcdTool tool, string[] verb, CancellationToken cancellation)
    {
        var result = await context.Commands.QueryAsync(EtcdCommand.Offline(tool.Name, [.. verb, "--help"]), cancellation);
        return result.Stdout + result.Stderr;
    }

    private static async Task<EtcdTool?> ToolAsync(StepContext context, string name, CancellationToken cancellation)
    {
        var result = await context.Commands.QueryAsync(EtcdCommand.Offline(name, ["version"]), cancellation);
        return result.Succeeded ? EtcdTool.Parse(name, result.Stdout) : null;
    }
}
