using System.Diagnostics;

namespace RunbookEngine.Tests.Proofs;

/// <summary>What a proof cannot do without. Where it is missing, the test is skipped and says so; where <c>CI=true</c> it fails, since there it must be.</summary>
internal static class Needed
{
    /// <summary>Skips or fails unless it is there.</summary>
    public static void Check(bool isThere, string what)
    {
        if (isThere)
            return;
        Assert.False(Environment.GetEnvironmentVariable("CI") == "true", $"this proof needs {what}, and on CI it must be there");
        Assert.Skip($"NOT PROVEN HERE: this proof needs {what}");
    }

    /// <summary>Runs a program of the machine; null when it is not installed.</summary>
    public static async Task<ProgramResult?> TryAsync(string program, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(5));
            return new(process.ExitCode, await output, await error);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
