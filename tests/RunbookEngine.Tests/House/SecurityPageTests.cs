using System.Text.RegularExpressions;

namespace RunbookEngine.Tests.House;

/// <summary>Each promise of SECURITY.md names a test that there is.</summary>
public partial class SecurityPageTests
{
    public static TheoryData<string> Promises => [.. Named().Matches(File.ReadAllText(Path.Combine(Repository.Root, "SECURITY.md"))).Select(static m => m.Groups[1].Value)];

    [Theory]
    [MemberData(nameof(Promises))]
    public void A_promise_names_a_test_that_there_is(string name)
    {
        var (type, method) = (name.Split('.')[0], name.Split('.')[1]);

        var found = typeof(SecurityPageTests).Assembly.GetTypes().Where(t => t.Name == type).SelectMany(static t => t.GetMethods()).Where(m => m.Name == method);

        Assert.Contains(found, static m => m.GetCustomAttributes(inherit: true).Any(static a => a is FactAttribute));
    }

    [GeneratedRegex(@"`([A-Z]\w+Tests\.\w+)`")]
    private static partial Regex Named();
}
