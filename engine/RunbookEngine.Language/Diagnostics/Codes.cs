namespace RunbookEngine.Language;

/// <summary>The codes of all diagnostics. They are stable: a code is never used for anything else.</summary>
internal static class Codes
{
    public const string FileUnreadable = "RB0001";
    public const string FileTooLarge = "RB0002";
    public const string NotText = "RB0003";
    public const string EmptyFile = "RB0004";
    public const string YamlSyntax = "RB0005";
    public const string SeveralDocuments = "RB0006";
    public const string Alias = "RB0007";
    public const string Nesting = "RB0008";
    public const string Tag = "RB0009";
    public const string DuplicateKey = "RB0010";
    public const string KeyIsNotText = "RB0011";
    public const string TooManyMistakes = "RB0012";

    public const string UnknownKey = "RB0101";
    public const string WrongType = "RB0102";
    public const string Missing = "RB0103";
    public const string ApiVersion = "RB0105";
    public const string BadName = "RB0106";
    public const string UnknownVerb = "RB0107";
    public const string UnknownTool = "RB0108";
    public const string SeveralTools = "RB0109";
    public const string NoTool = "RB0110";
    public const string BadDuration = "RB0111";
    public const string BadVersion = "RB0112";
    public const string BadChoice = "RB0113";
    public const string OutOfRange = "RB0114";
    public const string DuplicateId = "RB0115";
    public const string SeveralVerbs = "RB0116";
    public const string BadMode = "RB0117";
    public const string BadPattern = "RB0118";
    public const string NoSteps = "RB0119";
    public const string NotHere = "RB0120";
    public const string BadTime = "RB0121";
    public const string BadTimeZone = "RB0122";
    public const string BadShare = "RB0123";
    public const string GateChanges = "RB0124";

    public const string UnknownNeed = "RB0201";
    public const string NeedNotPossible = "RB0202";
    public const string Cycle = "RB0203";
    public const string IncludeUnreadable = "RB0204";
    public const string IncludeCycle = "RB0205";
    public const string IncludeDepth = "RB0206";
    public const string IncludeInput = "RB0207";
    public const string IncludeInputMissing = "RB0208";
    public const string TooManySteps = "RB0209";
    public const string UnknownTargets = "RB0210";

    public const string ExpressionSyntax = "RB0301";
    public const string ExpressionForbidden = "RB0302";
    public const string UnknownName = "RB0303";
    public const string UnknownInput = "RB0304";
    public const string UnknownVar = "RB0305";
    public const string UnknownStep = "RB0306";
    public const string UnknownField = "RB0307";
    public const string EnvironmentNotListed = "RB0308";
    public const string UsedBefore = "RB0309";
    public const string MayNotHaveRun = "RB0310";
    public const string UnknownFunction = "RB0311";
    public const string EmptyTemplate = "RB0312";
    public const string InsertedInQuotes = "RB0313";
    public const string RawOutsideScript = "RB0314";
    public const string BracesInCondition = "RB0315";
    public const string UnclosedTemplate = "RB0316";
    public const string TemplateNotTaken = "RB0317";
    public const string OncePerTarget = "RB0318";
    public const string KnownTooLate = "RB0319";

    public const string SecretShown = "RB0401";

    public const string UnusedInput = "RB0501";
    public const string UnusedVar = "RB0502";
    public const string UnusedTargets = "RB0503";

    public const string InputUnknown = "RB0601";
    public const string InputMissing = "RB0602";
    public const string InputWrong = "RB0603";
    public const string InputPattern = "RB0604";
    public const string InputsFile = "RB0605";

    public const string InventoryUnreadable = "RB0701";
    public const string NoInventory = "RB0702";
    public const string DynamicInventory = "RB0703";
    public const string UnknownHost = "RB0704";
    public const string UnknownGroup = "RB0705";
    public const string HostTwice = "RB0706";
    public const string BadRange = "RB0707";
    public const string SecretInInventory = "RB0708";
    public const string GroupCycle = "RB0709";
    public const string JumpCycle = "RB0710";
    public const string GroupsDisagree = "RB0711";
    public const string NotUnderstood = "RB0712";

    public const string NoPlan = "RB0801";

    public const string WorldUnreadable = "RB0901";
    public const string WrongKind = "RB0902";
    public const string BadQuantity = "RB0903";
    public const string NamedTwice = "RB0904";
    public const string UnknownInWorld = "RB0905";
    public const string BudgetLimits = "RB0906";
    public const string NoControlPlane = "RB0907";
    public const string ScenarioUnreadable = "RB0911";
    public const string UnknownFault = "RB0912";
    public const string BadFault = "RB0913";
    public const string BadBound = "RB0914";

    public const string IdleIgnore = "RB1000";
    public const string ScriptForTool = "RB1001";
    public const string DrainWithoutTimeout = "RB1002";
    public const string NoGate = "RB1003";
    public const string RestoreUnasked = "RB1004";
    public const string NoUndo = "RB1005";
}
