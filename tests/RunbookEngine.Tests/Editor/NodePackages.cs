using System.Diagnostics;
using System.Security.Cryptography;
using RunbookEngine.Tests.Proofs;

namespace RunbookEngine.Tests.Editor;

/// <summary>The packages of <c>tests/editor</c>, which its lock file pins: another validator of JSON Schema, another reader of YAML, and a language server.</summary>
internal static class NodePackages
{
    private static readonly Lazy<Task<string?>> s_problem = new(InstallAsync);

    public static string Folder { get; } = Path.Combine(Repository.Root, "tests", "editor");

    /// <summary>Runs a script of the folder, a line of its input for each line of its output.</summary>
    public static async Task<string[]> RunAsync(string script, string argument, IEnumerable<string> lines)
    {
        if (await s_problem.Value is { } problem)
            Needed.Check(false, problem);
        var (code, output, error) = await ProgramAsync("node", lines, Path.Combine(Folder, script), argument);
        Assert.True(code == 0, $"{script} ended with {code}:\n{error}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>What is missing; null: they are there. Installed once for each content of the lock file.</summary>
    private static async Task<string?> InstallAsync()
    {
        var mark = Path.Combine(Folder, "node_modules", ".installed");
        var wanted = Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(Folder, "package-lock.json"))));
        if (File.Exists(mark) && await File.ReadAllTextAsync(mark) == wanted && await Needed.TryAsync("node", "--version") is not null)
            return null;
        try
        {
            var (code, output, error) = await ProgramAsync("npm", [], "ci", "--prefix", Folder, "--ignore-scripts", "--no-audit", "--no-fund");
            if (code != 0)
                return $"the packages of tests/editor, and `npm ci` ended with {code}: {output}{error}";
            await File.WriteAllTextAsync(mark, wanted);
            return null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "Node.js (nodejs and npm)";
        }
    }

    private static async Task<(int Code, string Output, string Error)> ProgramAsync(string program, IEnumerable<string> lines, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            foreach (var line in lines)
                await process.StandardInput.WriteLineAsync(line);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read everything; its exit code and its words say why.
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(15));
        return (process.ExitCode, await output, await error);
    }
}
