using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using RunbookEngine.Handlers;

namespace RunbookEngine.Tests.Simulation;

/// <summary>
/// Scripts that handlers send are not interpreted in a rehearsal: each names itself on its first line, and the simulation does in C# what it would do. Whoever changes one is reminded here to
/// look at that program too.
/// </summary>
public class NamedScriptsTests
{
    private const string Mark = "# runbook: ";

    [Fact]
    public void A_script_that_is_changed_reminds_of_its_simulation() => Repository.AssertApproved(
        Path.Combine(Repository.Root, "tests", "RunbookEngine.Tests", "Simulation", "named-scripts.txt"),
        string.Concat(Scripts().Select(static s => $"{NameOf(s)}\t{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(s)))[..16]}\n").Order(StringComparer.Ordinal)));

    [Fact]
    public void No_two_scripts_have_the_same_name() => Assert.Empty(Scripts().GroupBy(NameOf).Where(static g => g.Count() > 1).Select(static g => g.Key));

    /// <summary>A name that is not on the first line is not seen by the simulation.</summary>
    [Fact]
    public void A_script_names_itself_on_its_first_line() =>
        Assert.DoesNotContain(Constants(), static c => c.Contains(Mark, StringComparison.Ordinal) && !c.StartsWith(Mark, StringComparison.Ordinal));

    private static string NameOf(string script) => script[Mark.Length..].Split('\n')[0];

    private static string[] Scripts() => [.. Constants().Where(static c => c.StartsWith(Mark, StringComparison.Ordinal))];

    private static IEnumerable<string> Constants() => typeof(BuiltInHandlers).Assembly.GetTypes()
        .SelectMany(static t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        .Where(static f => f.IsLiteral && f.FieldType == typeof(string))
        .Select(static f => (string?)f.GetRawConstantValue() ?? "");
}
