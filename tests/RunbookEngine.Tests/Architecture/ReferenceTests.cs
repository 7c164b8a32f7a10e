using System.Reflection;
using System.Xml.Linq;
using NetArchTest.Rules;

namespace RunbookEngine.Tests.Architecture;

/// <summary>References point one way, and third-party code stays in its room, as <c>docs/architecture.md</c> draws it.</summary>
public class ReferenceTests
{
    private const string Core = "RunbookEngine";

    /// <summary>Each room with the third-party names that may be seen in it, and nowhere else.</summary>
    private static readonly Dictionary<string, string[]> s_rooms = new()
    {
        [Core] = ["Stateless"],
        ["RunbookEngine.Language"] = ["YamlDotNet", "Scriban"],
        ["RunbookEngine.Handlers"] = [],
        ["RunbookEngine.Kubernetes"] = ["k8s", "Polly"],
        ["RunbookEngine.Local"] = [],
        ["RunbookEngine.Simulation"] = [],
        ["RunbookEngine.Ssh"] = ["Renci.SshNet"],
        ["RunbookEngine.Sqlite"] = ["SQLitePCL", "Microsoft.Data.Sqlite"],
        ["runbook"] = ["System.CommandLine", "Spectre.Console", "Serilog", "OpenTelemetry"],
    };

    private static readonly string[] s_adapters = ["RunbookEngine.Language", "RunbookEngine.Handlers", "RunbookEngine.Kubernetes", "RunbookEngine.Local", "RunbookEngine.Simulation", "RunbookEngine.Ssh", "RunbookEngine.Sqlite"];

    public static TheoryData<string> Rooms => [.. s_rooms.Keys];

    public static TheoryData<string> Adapters => [.. s_adapters];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Third_party_code_stays_in_its_room(string room)
    {
        var foreign = s_rooms.Where(r => r.Key != room).SelectMany(static r => r.Value).ToArray();

        AssertHolds(Types.InAssembly(Assembly.Load(room)).ShouldNot().HaveDependencyOnAny(foreign).GetResult());
    }

    [Theory]
    [MemberData(nameof(Adapters))]
    public void An_adapter_knows_the_core_and_no_other_adapter(string adapter)
    {
        var others = s_adapters.Where(a => a != adapter).Append("RunbookEngine.Cli").ToArray();

        AssertHolds(Types.InAssembly(Assembly.Load(adapter)).ShouldNot().HaveDependencyOnAny(others).GetResult());
    }

    [Fact]
    public void The_core_knows_no_adapter() =>
        AssertHolds(Types.InAssembly(Assembly.Load(Core)).ShouldNot().HaveDependencyOnAny([.. s_adapters, "RunbookEngine.Cli"]).GetResult());

    [Theory]
    [InlineData("RunbookEngine.Model", "RunbookEngine.Planning")]
    [InlineData("RunbookEngine.Model", "RunbookEngine.Execution")]
    [InlineData("RunbookEngine.Planning", "RunbookEngine.Execution")]
    public void Inside_the_core_references_point_from_execution_to_the_model(string from, string to) =>
        AssertHolds(Types.InAssembly(Assembly.Load(Core)).That().ResideInNamespace(from).ShouldNot().HaveDependencyOn(to).GetResult());

    [Fact]
    public void Every_room_is_watched()
    {
        var projects = Directory.GetFiles(Path.Combine(Repository.Root, "engine"), "*.csproj", SearchOption.AllDirectories).Select(AssemblyOf);

        Assert.Equal(s_rooms.Keys.Order(), projects.Order());
    }

    private static string AssemblyOf(string project) =>
        XDocument.Load(project).Descendants("AssemblyName").SingleOrDefault()?.Value ?? Path.GetFileNameWithoutExtension(project);

    private static void AssertHolds(NetArchTest.Rules.TestResult result) =>
        Assert.True(result.IsSuccessful, "These types look where they must not: " + string.Join(", ", result.FailingTypeNames ?? []));
}
