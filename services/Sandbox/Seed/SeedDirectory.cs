using Dapper;
using HelpdeskMail.Sandbox.SignIn;
using Npgsql;

namespace HelpdeskMail.Sandbox.Seed;

/// <summary>The tenant, its people and its applications.</summary>
public static class SeedDirectory
{
    /// <summary>Where the product takes codes in development.</summary>
    public const string Callback = "http://localhost:5081/oauth/callback";

    /// <summary>Someone without a licence for Exchange.</summary>
    private const string NoMailbox = "nomailbox@contoso.example";

    private static readonly string[] MailRoles = ["IMAP.AccessAsApp", "POP.AccessAsApp", "SMTP.SendAsApp", "Mail.ReadWrite", "Mail.Send"];

    private static readonly (Guid Id, string Address, string Name, bool HasPassword, bool Admin, string State)[] People =
    [
        (new("bbbbbbbb-0000-4000-8000-000000000001"), "support@contoso.example", "Contoso Support", true, false, "active"),
        (new("bbbbbbbb-0000-4000-8000-000000000002"), "sales@contoso.example", "Contoso Sales", true, false, "active"),
        (new("bbbbbbbb-0000-4000-8000-000000000003"), "admin@contoso.example", "Alex Admin", true, true, "active"),
        (new("bbbbbbbb-0000-4000-8000-000000000004"), "shared@contoso.example", "Contoso Shared Mailbox", false, false, "active"),
        (new("bbbbbbbb-0000-4000-8000-000000000005"), "mfa@contoso.example", "Mira Factor", true, false, "mfa_required"),
        (new("bbbbbbbb-0000-4000-8000-000000000006"), "disabled@contoso.example", "Dan Disabled", true, false, "disabled"),
        (new("bbbbbbbb-0000-4000-8000-000000000007"), NoMailbox, "Nora Nomailbox", true, false, "active"),
    ];

    /// <summary>The mailboxes that exist before the first mail.</summary>
    public static IEnumerable<string> Mailboxes => People.Select(person => person.Address).Where(address => address != NoMailbox).Concat(GooglePeople.Select(person => person.Address));

    public static async Task WriteAsync(NpgsqlDataSource database, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync(
            "insert into tenant (id, domain, name) values (@Id, @Domain, 'Contoso') on conflict do nothing", new { Id = WellKnown.Tenant, WellKnown.Domain }, transaction);
        await connection.ExecuteAsync(
            """
            insert into account (id, tenant_id, address, name, password, is_admin, state, has_mailbox)
            values (@Id, @Tenant, @Address, @Name, @Password, @Admin, @State, @HasMailbox) on conflict do nothing
            """,
            People.Select(person => new
            {
                person.Id,
                WellKnown.Tenant,
                person.Address,
                person.Name,
                Password = person.HasPassword ? WellKnown.Password : null,
                person.Admin,
                person.State,
                HasMailbox = person.Address != NoMailbox,
            }),
            transaction);
        foreach (var application in Applications(now))
        {
            await connection.ExecuteAsync(
                """
                insert into application (client_id, tenant_id, name, public_client, multi_tenant, redirect_uris, delegated_permissions, application_roles, requested_roles, mailbox_pattern)
                values (@ClientId, @Tenant, @Name, @IsPublic, @MultiTenant, @RedirectUris, @Delegated, @Roles, @Requested, @Pattern) on conflict do nothing;
                insert into application_secret (id, client_id, value, expires_at)
                select @SecretId, @ClientId, @Secret, @SecretEnds where @Secret is not null on conflict do nothing
                """,
                application,
                transaction);
        }

        await connection.ExecuteAsync(
            """
            insert into mailbox_permission (address, account_id) values ('shared@contoso.example', @Admin) on conflict do nothing;
            insert into consent (client_id, account_id, scope) select @Public, null, unnest(@Scopes) on conflict do nothing
            """,
            new { Admin = People[2].Id, Public = WellKnown.PublicApplication, Scopes = Delegated },
            transaction);
        await connection.ExecuteAsync(
            "insert into google_account (id, subject, address, name, password) values (@Id, @Subject, @Address, @Name, @Password) on conflict do nothing",
            GooglePeople.Select(person => new { person.Id, person.Subject, person.Address, person.Name, WellKnown.Password }),
            transaction);
        await connection.ExecuteAsync(
            """
            insert into google_client (client_id, secret, name, testing, redirect_uris) values (@Main, @Secret, 'HelpdeskMail', false, @Redirects), (@Testing, @Secret, 'HelpdeskMail (testing)', true, @Redirects)
            on conflict do nothing
            """,
            new { Main = WellKnown.GoogleClient, Testing = WellKnown.GoogleTestingClient, Secret = WellKnown.GoogleSecret, Redirects = new[] { Callback } },
            transaction);
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>Accounts and clients of the provider in Google's shape.</summary>
    private static readonly (Guid Id, string Subject, string Address, string Name)[] GooglePeople =
    [
        (new("dddddddd-0000-4000-8000-000000000001"), "110169484474386276301", "helpdesk@gmail.example", "Gmail Helpdesk"),
        (new("dddddddd-0000-4000-8000-000000000002"), "110169484474386276302", "other@gmail.example", "Other Gmail"),
    ];

    /// <summary>All mail permissions under each name of their resource, as <c>.default</c> gives them.</summary>
    private static readonly string[] Delegated =
    [
        .. Resource.Exchange.SelectMany(resource => new[] { "IMAP.AccessAsUser.All", "POP.AccessAsUser.All", "SMTP.Send" }.Select(permission => $"{resource.Address}/{permission}")),
        .. new[] { "User.Read", "Mail.ReadWrite", "Mail.Send", "IMAP.AccessAsUser.All", "POP.AccessAsUser.All", "SMTP.Send" }.Select(permission => $"{Resource.Graph.Address}/{permission}"),
    ];

    private static IEnumerable<object> Applications(DateTimeOffset now)
    {
        yield return Application(WellKnown.Application, "HelpdeskMail", WellKnown.Secret, now.AddMonths(24), MailRoles, "*@" + WellKnown.Domain, multiTenant: true);
        yield return Application(WellKnown.ExpiredApplication, "HelpdeskMail (secret expired)", "expired-secret-value", now.AddDays(-3), MailRoles, "*@" + WellKnown.Domain);
        yield return Application(WellKnown.PublicApplication, "HelpdeskMail (public client)", null, null, [], "", isPublic: true, multiTenant: true);
        yield return Application(WellKnown.UnconsentedApplication, "HelpdeskMail (nothing consented)", WellKnown.Secret, now.AddMonths(6), [], "*@" + WellKnown.Domain);
    }

    private static object Application(
        Guid clientId, string name, string? secret, DateTimeOffset? secretEnds, string[] roles, string pattern, bool isPublic = false, bool multiTenant = false) => new
        {
            ClientId = clientId,
            WellKnown.Tenant,
            Name = name,
            IsPublic = isPublic,
            MultiTenant = multiTenant,
            RedirectUris = new[] { Callback },
            Delegated,
            Roles = roles,
            Requested = MailRoles,
            Pattern = pattern,
            SecretId = new Guid([.. clientId.ToByteArray().Reverse()]),
            Secret = secret,
            SecretEnds = secretEnds,
        };
}
