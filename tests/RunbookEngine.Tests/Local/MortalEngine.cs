using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using RunbookEngine.Execution;
using RunbookEngine.Local;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.Local;

/// <summary>
/// An engine in a process of its own that a test can kill: this very program, told by its environment to start one command after another until it dies.
/// </summary>
internal static class MortalEngine
{
    private const string Variable = "RUNBOOK_TESTS_MORTAL_ENGINE";
    private static readonly RunId Run = new("mortal");

    /// <summary>The name of its n-th command.</summary>
    public static CommandName Name(int number) => CommandName.Of(Run, new StepPath("step"), number, "");

    /// <summary>Its n-th command: appends its number to a file.</summary>
    public static Command Command(string folder, int number) => new()
    {
        Arguments = ["sh"],
        Script = string.Create(CultureInfo.InvariantCulture, $"echo {number} >> '{folder}/lines'"),
    };

    public static LocalTransport Open(string folder) => new(folder + "/commands", folder, new LocalMachine(), TimeProvider.System);

    /// <summary>Starts the process.</summary>
    public static Process Start(string folder)
    {
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "RunbookEngine.Tests"));
        start.Environment[Variable] = folder;
        return Process.Start(start)!;
    }

    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2255", Justification = "The program is the test runner's own; this is the one door before it.")]
    public static void LiveWhenAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } folder)
            return;
        LiveAsync(folder).GetAwaiter().GetResult();
        Environment.Exit(0);
    }

    private static async Task LiveAsync(string folder)
    {
        await using var transport = Open(folder);
        for (var number = 1; number <= 2000; number++)
        {
            await using var command = await transport.StartAsync(Name(number), Command(folder, number), CancellationToken.None);
            await command.WaitAsync(CancellationToken.None);
        }
    }
}
