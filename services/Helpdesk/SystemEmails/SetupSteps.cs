using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;

namespace HelpdeskMail.Helpdesk.SystemEmails;

/// <summary>
/// What is to be done at the provider, for a way in and its protocols, named as in the Entra and Exchange admin centers and in the modules Microsoft.Graph and ExchangeOnlineManagement. Values that are not known yet stand in
/// angle brackets.
/// </summary>
public sealed class SetupSteps
{
    private const string GraphApi = "00000003-0000-0000-c000-000000000000";
    private const string ExchangeApi = "00000002-0000-0ff1-ce00-000000000000";
    private readonly FormState form;
    private readonly string address;
    private readonly string clientId;
    private readonly string tenant;

    private SetupSteps(FormState form)
    {
        this.form = form;
        address = form.Value("address", form.Email?.Address ?? form.Address) is { Length: > 0 } given ? given : "<mailbox address>";
        clientId = form.Value("application.clientId", form.Application?.ClientId) is { Length: > 0 } id ? id : "<Application (client) ID>";
        tenant = form.Value("application.tenant", form.Application?.Tenant ?? form.Tenant) is { Length: > 0 } known ? known : "<tenant>";
    }

    private bool ByApplication => form.SignIn == SignInWay.ClientCredentials;

    private bool IsPublic => form.SignIn is SignInWay.PasswordGrant or SignInWay.DeviceCode;

    private ReceivingProtocol? Reads =>
        !form.Ticked("receiving.on", form.Receiving is not null) ? null
            : Enum.TryParse<ReceivingProtocol>(form.Value("receiving.protocol", form.Receiving?.Protocol.ToString()), out var protocol) ? protocol : null;

    private SendingProtocol? Sends =>
        !form.Ticked("sending.on", form.Sending is not null) ? null
            : Enum.TryParse<SendingProtocol>(form.Value("sending.protocol", form.Sending?.Protocol.ToString()), out var protocol) ? protocol : null;

    private bool UsesGraph => Reads == ReceivingProtocol.Graph || Sends == SendingProtocol.Graph;

    private bool UsesExchange => Reads is ReceivingProtocol.Imap or ReceivingProtocol.Pop3 || Sends == SendingProtocol.Smtp;

    /// <summary>The steps, in order, in the words of the pages.</summary>
    public static IReadOnlyList<SetupStep> Of(FormState form)
    {
        var steps = new SetupSteps(form);
        return form.Preset.Provider switch
        {
            MailProvider.Microsoft365 or MailProvider.Sandbox when form.SignIn != SignInWay.Password => [.. steps.Entra()],
            MailProvider.Google when form.SignIn == SignInWay.AuthorizationCode => steps.Google(),
            MailProvider.OAuth2 => [new(Translated.Of("Register an application with the provider"), steps.Callback(Translated.Of("Register an application as its documentation says, and note client id, secret and endpoints.")), steps.Values())],
            _ => [],
        };
    }

    private IReadOnlyList<SetupStep> Google() =>
    [
        new(
            Translated.Of("Register the application"), [
                Translated.Of("In the Google Cloud console choose or make a project, then «Google Auth Platform», «Branding», and fill in the application's name."),
                Translated.Of("«Audience»: «Internal» for Google Workspace. With «External» publish the application: while it is in «Testing» a sign-in ends after seven days."),
                Translated.Of("«Data access», «Add or remove scopes»: https://mail.google.com/."),
                Translated.Of("«Clients», «Create client», type «Web application», «Authorized redirect URIs»: the address below. Copy client ID and client secret into the form."),
            ],
            Values()),
        new(Translated.Of("Let applications in"), [Translated.Of("Google Workspace only: in the Admin console, «Security», «API controls», «App access control», trust the application, and switch IMAP on under «Apps», «Gmail», «End User Access».")], []),
    ];

    private IReadOnlyList<string> Callback(string text) =>
        form.SignIn == SignInWay.AuthorizationCode ? [text, Translated.Of("Its redirect URI is the address below, letter for letter.")] : [text];

    private IReadOnlyList<(string, string)> Values() => form.SignIn == SignInWay.AuthorizationCode ? [(Translated.Of("Redirect URI"), form.Callback)] : [];

    private IEnumerable<SetupStep> Entra()
    {
        yield return Register();
        yield return Permissions();
        if (IsPublic)
        {
            yield return new(
                Translated.Of("Allow public client flows"),
                [Translated.Of("In the app registration, «Authentication», «Settings», set «Allow public client flows» to «Enabled» (Yes) and save.")],
                [],
                $"Update-MgApplication -ApplicationId (Get-MgApplication -Filter \"appId eq '{Quoted(clientId)}'\").Id -IsFallbackPublicClient",
                Translated.Of("Without it the sign-in is refused with AADSTS7000218, which asks for a secret although none is missing."));
        }

        if (ByApplication && UsesExchange)
        {
            yield return LetIn();
        }

        if (ByApplication && UsesGraph)
        {
            yield return Restrict();
        }

        yield return SwitchOn();
    }

    private SetupStep Register()
    {
        var web = form.SignIn == SignInWay.AuthorizationCode;
        List<string> portal =
        [
            Translated.Of("In the Entra admin center: «Entra ID», «App registrations», «New registration». Name: HelpdeskMail; supported account types: «Single tenant only»."),
            web ? Translated.Of("Redirect URI: platform «Web» (not «Single-page application», whose sign-ins end after a day), the address below.")
                : Translated.Of("No redirect URI is needed."),
            Translated.Of("Copy «Application (client) ID» and «Directory (tenant) ID» from its overview into the form."),
        ];
        if (!IsPublic)
        {
            portal.Add(Translated.Of("«Certificates & secrets», «New client secret»: copy the column «Value», which is shown only once, and the day in «Expires». Or «Certificates», «Upload certificate», for the public part of one."));
        }

        if (web)
        {
            portal.Add(Translated.Of("Leave «ID tokens» and «Access tokens» (implicit grant) empty: they are not needed."));
        }

        var redirect = web ? $" -Web @{{ RedirectUris = @('{Quoted(form.Callback)}') }}" : IsPublic ? " -IsFallbackPublicClient" : "";
        var secret = IsPublic ? "" : "\n$secret = Add-MgApplicationPassword -ApplicationId $app.Id -PasswordCredential @{ DisplayName = 'HelpdeskMail'; EndDateTime = (Get-Date).AddMonths(12) }\n$secret.SecretText; $secret.EndDateTime";
        return new(
            Translated.Of("Register the application"),
            portal,
            Values(),
            $"Connect-MgGraph -TenantId '{Quoted(tenant)}' -Scopes Application.ReadWrite.All, AppRoleAssignment.ReadWrite.All, DelegatedPermissionGrant.ReadWrite.All\n"
            + $"$app = New-MgApplication -DisplayName 'HelpdeskMail' -SignInAudience AzureADMyOrg{redirect}\n$sp = New-MgServicePrincipal -AppId $app.AppId\n$app.AppId; (Get-MgContext).TenantId{secret}");
    }

    private SetupStep Permissions()
    {
        var rows = ByApplication
            ? ((string Api, string AppId, string[] Names)[])
            [
                ("«APIs my organization uses», «Office 365 Exchange Online»", ExchangeApi, Names(Reads switch { ReceivingProtocol.Imap => "IMAP.AccessAsApp", ReceivingProtocol.Pop3 => "POP.AccessAsApp", _ => null }, Sends == SendingProtocol.Smtp ? "SMTP.SendAsApp" : null)),
                ("«Microsoft Graph»", GraphApi, Names(Reads == ReceivingProtocol.Graph ? "Mail.ReadWrite" : null, Sends == SendingProtocol.Graph ? "Mail.Send" : null)),
            ]
            : [("«Microsoft Graph»", GraphApi, Names(
                Reads switch { ReceivingProtocol.Imap => "IMAP.AccessAsUser.All", ReceivingProtocol.Pop3 => "POP.AccessAsUser.All", ReceivingProtocol.Graph => Shared("Mail.ReadWrite"), _ => null },
                Sends switch { SendingProtocol.Smtp => "SMTP.Send", SendingProtocol.Graph => Shared("Mail.Send"), _ => null },
                "offline_access", "openid", "profile"))];
        var used = rows.Where(row => row.Names.Length > 0).ToList();
        return new(
            Translated.Of("Give it permissions and consent"),
            [
                .. used.Select(row => Translated.Of("«API permissions», «Add a permission», {0}, «{1}»: {2}.", row.Api, ByApplication ? "Application permissions" : "Delegated permissions", string.Join(", ", row.Names))),
                Translated.Of("Then «Grant admin consent for …»: tenants let no user consent to mail by themselves any more."),
            ],
            [],
            string.Join('\n', used.Select(row => ByApplication ? AppRoles(row.AppId, row.Names) : Grant(row.AppId, row.Names))),
            ByApplication ? Translated.Of("A token is given without them too, and refused by the mail server: the proof is an opened mailbox, not a token.") : null);
    }

    private static string AppRoles(string appId, string[] names) =>
        $"$api = Get-MgServicePrincipal -Filter \"appId eq '{appId}'\"\n"
        + $"foreach ($name in {string.Join(", ", names.Select(name => $"'{name}'"))}) {{\n"
        + "  $role = $api.AppRoles | Where-Object Value -eq $name\n"
        + "  New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $sp.Id -PrincipalId $sp.Id -ResourceId $api.Id -AppRoleId $role.Id\n}";

    private static string Grant(string appId, string[] names) =>
        $"$api = Get-MgServicePrincipal -Filter \"appId eq '{appId}'\"\n"
        + $"New-MgOauth2PermissionGrant -ClientId $sp.Id -ConsentType AllPrincipals -ResourceId $api.Id -Scope '{string.Join(' ', names)}'";

    private SetupStep LetIn()
    {
        var sends = Sends == SendingProtocol.Smtp;
        return new(
            Translated.Of("Let the application into the mailbox"),
            [
                Translated.Of("This is done in Exchange Online PowerShell alone. <Object ID> is that of the application under «Enterprise applications»."),
            ],
            [],
            "Connect-ExchangeOnline\n"
            + $"New-ServicePrincipal -AppId '{Quoted(clientId)}' -ObjectId <Object ID of the enterprise application>\n"
            + $"Add-MailboxPermission -Identity '{Quoted(address)}' -User <Object ID of the enterprise application> -AccessRights FullAccess"
            + (sends ? $"\nAdd-RecipientPermission -Identity '{Quoted(address)}' -Trustee <Object ID of the enterprise application> -AccessRights SendAs" : ""),
            Translated.Of("The registration's own Object ID (under «App registrations») is another one: with it the commands succeed, and every sign-in is refused as «AUTHENTICATE failed». With the PowerShell above it is $sp.Id."))
        {
            CommandsOnly = true,
        };
    }

    private SetupStep Restrict() => new(
        Translated.Of("Keep the application out of other mailboxes"),
        [
            Translated.Of("As consented, it reaches every mailbox of the organisation. RBAC for Applications lets it into this one only: give the role as below, then take the permissions of Microsoft Graph out of «API permissions» again (both together would leave it unrestricted)."),
            Translated.Of("The older way is an application access policy on a mail-enabled security group with this mailbox as its member; it covers Graph, never IMAP, POP3 and SMTP."),
        ],
        [],
        "Connect-ExchangeOnline\n"
        + $"New-ServicePrincipal -AppId '{Quoted(clientId)}' -ObjectId <Object ID of the enterprise application> -DisplayName HelpdeskMail\n"
        + $"New-ManagementScope -Name HelpdeskMail -RecipientRestrictionFilter \"PrimarySmtpAddress -eq '{Quoted(address)}'\"\n"
        + string.Concat(Names(Reads == ReceivingProtocol.Graph ? "Mail.ReadWrite" : null, Sends == SendingProtocol.Graph ? "Mail.Send" : null)
            .Select(name => $"New-ManagementRoleAssignment -App '{Quoted(clientId)}' -Role 'Application {name}' -CustomResourceScope HelpdeskMail\n"))
        + $"Test-ServicePrincipalAuthorization -Identity '{Quoted(clientId)}' -Resource '{Quoted(address)}'\n"
        + "# or, the older way:\n"
        + $"New-ApplicationAccessPolicy -AppId '{Quoted(clientId)}' -PolicyScopeGroupId <group@domain> -AccessRight RestrictAccess -Description HelpdeskMail\n"
        + $"Test-ApplicationAccessPolicy -Identity '{Quoted(address)}' -AppId '{Quoted(clientId)}'",
        Translated.Of("Either takes up to two hours to work, although the test says so at once."))
        {
            CommandsOnly = true,
        };

    private SetupStep SwitchOn()
    {
        var commands = new List<string>();
        if (Reads == ReceivingProtocol.Imap)
        {
            commands.Add($"Set-CASMailbox -Identity '{Quoted(address)}' -ImapEnabled $true");
        }

        if (Reads == ReceivingProtocol.Pop3)
        {
            commands.Add($"Set-CASMailbox -Identity '{Quoted(address)}' -PopEnabled $true");
        }

        if (Sends == SendingProtocol.Smtp)
        {
            commands.Add($"Set-CASMailbox -Identity '{Quoted(address)}' -SmtpClientAuthenticationDisabled $false");
        }

        return new(
            Translated.Of("Switch the protocols on"),
            commands.Count == 0
                ? [Translated.Of("Microsoft Graph needs nothing more than a mailbox with an Exchange Online licence (a shared mailbox needs none).")]
                : [Translated.Of("In the Exchange admin center: «Recipients», «Mailboxes», the mailbox, «Manage email apps settings»: switch on IMAP or POP3, and «Authenticated SMTP».")],
            [],
            commands.Count == 0 ? null : string.Join('\n', commands));
    }

    private string Shared(string permission) => form.Ticked("sharedMailbox", form.Email?.SharedMailbox == true) ? permission + ".Shared" : permission;

    private static string[] Names(params string?[] names) => [.. names.OfType<string>()];

    /// <summary>For PowerShell's single quotes.</summary>
    private static string Quoted(string value) => value.Replace("'", "''", StringComparison.Ordinal);
}
