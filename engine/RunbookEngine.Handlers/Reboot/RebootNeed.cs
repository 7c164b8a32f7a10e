using System.Collections.Immutable;
using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Reboot;

/// <summary>Whether a host asks for a reboot.</summary>
/// <param name="Kernel">The running kernel.</param>
/// <param name="Reasons">Why it should be rebooted; empty: it need not.</param>
internal sealed record RebootNeed(string Kernel, ImmutableArray<string> Reasons)
{
    private const string Script = """
        # runbook: reboot need
        uname -r
        for flag in /run/reboot-required /var/run/reboot-required; do
          if [ -e "$flag" ]; then
            echo "flag $(sort -u "$flag.pkgs" 2>/dev/null | head -n 8 | tr '\n' ' ')"
            break
          fi
        done
        for kernel in /boot/vmlinuz-* /boot/vmlinux-*; do
          if [ -e "$kernel" ]; then echo "kernel ${kernel#/boot/vmlinu?-}"; fi
        done
        """;

    public bool IsThere => !Reasons.IsEmpty;

    public string Words => string.Join("; ", Reasons);

    /// <summary>Looks.</summary>
    /// <exception cref="StepFailureException">The look itself failed.</exception>
    public static async Task<RebootNeed> LookAsync(StepContext context, CancellationToken cancellation)
    {
        var result = await context.Commands.QueryAsync(new() { Arguments = ["sh"], Script = Script }, cancellation);
        if (result.Exit is CommandExit.NotStarted(var reason))
            throw new StepFailureException(CommandOutcomes.NotStarted(reason));
        return result.Succeeded ? Parse(result.Stdout) : throw new StepFailureException(CommandOutcomes.ExitStatus(result, "the look at the kernel"));
    }

    /// <summary>Reads what the script prints. Pure.</summary>
    public static RebootNeed Parse(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var kernel = lines.FirstOrDefault() ?? "";
        var reasons = ImmutableArray.CreateBuilder<string>();
        if (lines.Skip(1).FirstOrDefault(static l => l == "flag" || l.StartsWith("flag ", StringComparison.Ordinal)) is { } flag)
            reasons.Add("/run/reboot-required is there" + (flag.Length > 5 ? $", for {flag[5..].Replace(" ", ", ", StringComparison.Ordinal)}" : ""));
        ImmutableArray<string> installed = [.. lines.Where(static l => l.StartsWith("kernel ", StringComparison.Ordinal)).Select(static l => l[7..])];
        if (KernelVersions.NewerThan(kernel, installed) is { } newer)
            reasons.Add($"kernel {newer} is installed and {kernel} runs");
        return new(kernel, reasons.ToImmutable());
    }
}
