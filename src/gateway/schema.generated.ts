// Written by generate.js from schema.graphql.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { NetworkParent, EvidenceParent, ProviderRow, DeploymentRow, EscrowRow, GroupRow, OrderRow, BidRow, LeaseRow, ReclaimParent, ChangeParent, PageInfoParent, LeaseConnectionParent, ProviderConnectionParent, OrderConnectionParent, ChangeConnectionParent } from './parent.ts';
import type { Context } from './context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A point in time: RFC 3339, UTC, milliseconds, as in "2026-01-31T12:00:00.000Z". */
  DateTime: { input: Date; output: Date; }
  /**
   * A whole number from 0 to 2^64−1. Always written as a decimal string, so that no client rounds it; read
   * from a decimal string without sign, blanks and leading zeros, or from an integer literal up to 2^53−1.
   */
  UInt64: { input: bigint; output: bigint | number | string; }
  /** An exact decimal number, written as a string without exponent and trailing zeros, as in "12.5". */
  Decimal: { input: string; output: string; }
  /** An account of the Akash Network: bech32 in lower case with the prefix "akash"; the checksum is verified. */
  Address: { input: string; output: string; }
  /**
   * A position in one list. Opaque; it stays valid across restarts and re-indexing, and only for the list
   * (with the same filter and order) that gave it.
   */
  Cursor: { input: string; output: string; }
  /** Any JSON value. */
  JSON: { input: unknown; output: unknown; }
};

/** Something with an id of its own that `node` finds again. */
export type Node = {
  /** Unique across all types and chains; opaque; the same after every re-indexing. */
  readonly id: Scalars['ID']['output'];
};

/** Where a page stands in its list. */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** Whether the list goes on after this page. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** Whether the list has something before this page. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first edge; null on an empty page. */
  readonly startCursor?: Maybe<Scalars['Cursor']['output']>;
  /** The cursor of the last edge; null on an empty page. */
  readonly endCursor?: Maybe<Scalars['Cursor']['output']>;
};

/** How a fact reached this index. */
export type EvidenceSource =
  /** Told by an event of a block. */
  | 'CHAIN_EVENT'
  /** Read from the chain's state. */
  | 'CHAIN_STATE';

/** Where a fact comes from, and how old it is. */
export type Evidence = {
  readonly __typename?: 'Evidence';
  /** How the fact reached this index. */
  readonly source: EvidenceSource;
  /** Time of the block after which the fact was true. Null where that block's time is not known here. */
  readonly observedAt?: Maybe<Scalars['DateTime']['output']>;
  /**
   * Height of the block after which the fact was true; it holds until a later block says otherwise.
   * Null for facts that are not the chain's own; this gateway has none yet.
   */
  readonly height?: Maybe<Scalars['UInt64']['output']>;
  /** True while this index is more than 60 seconds behind: the chain may know better by now. */
  readonly stale: Scalars['Boolean']['output'];
};

/** The chain, and how far this index has followed it. */
export type Network = {
  readonly __typename?: 'Network';
  /** The chain's name, as its nodes report it. */
  readonly chainId: Scalars['String']['output'];
  /** The newest height that a node has reported. Null before the first block is indexed. */
  readonly latestHeight?: Maybe<Scalars['UInt64']['output']>;
  /** The block that every answer is based on, or a later one. Null before the first block is indexed. */
  readonly indexedHeight?: Maybe<Scalars['UInt64']['output']>;
  /** Time of the block at indexedHeight. Null before the first block is indexed. */
  readonly indexedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Seconds since indexedAt, never negative. Null before the first block is indexed. */
  readonly lagSeconds?: Maybe<Scalars['Float']['output']>;
  /** What the index is doing. */
  readonly phase: IndexPhase;
  /** How much of the past has been read. */
  readonly history: HistoryProgress;
  /** Leases in state ACTIVE or RECLAIMING that want at least one IP. Null while phase is BOOTSTRAPPING. */
  readonly activeIpLeases?: Maybe<Scalars['Int']['output']>;
  /** Providers that say they lease IPs (`declaresIpLeases`). Null while phase is BOOTSTRAPPING. */
  readonly providersWithIps?: Maybe<Scalars['Int']['output']>;
  /**
   * Mean time between two blocks in seconds, over the last 30 days or as much of them as is known here.
   * Null while fewer than two block times are known.
   */
  readonly secondsPerBlock?: Maybe<Scalars['Float']['output']>;
};

/** What the index is doing. */
export type IndexPhase =
  /** Not every active record has been read yet: what is missing here may exist. */
  | 'BOOTSTRAPPING'
  /** Everything active is known and new blocks follow. */
  | 'LIVE'
  /** The indexer has written nothing for 60 seconds: it is down, or it reaches neither node nor database. */
  | 'STALLED';

/** How far the reading of the chain's records, closed ones included, has come. */
export type HistoryProgress = {
  readonly __typename?: 'HistoryProgress';
  /** True once every record of the chain's state, closed ones included, is here. */
  readonly complete: Scalars['Boolean']['output'];
  /** Records read so far. */
  readonly done: Scalars['UInt64']['output'];
  /** Records in all: an estimate until complete. Null before the first list has been counted. */
  readonly total?: Maybe<Scalars['UInt64']['output']>;
};

/** A provider of the network, as it is registered on chain. */
export type Provider = Node & {
  readonly __typename?: 'Provider';
  /** Opaque id for `node`. */
  readonly id: Scalars['ID']['output'];
  /** The account that the provider registered with. */
  readonly address: Scalars['Address']['output'];
  /** Base URL of the provider's own API, as registered; it may be anything that the provider wrote. */
  readonly hostUri: Scalars['String']['output'];
  /** Contact as registered. Null where none was given. */
  readonly email?: Maybe<Scalars['String']['output']>;
  /** Website as registered. Null where none was given. */
  readonly website?: Maybe<Scalars['String']['output']>;
  /** What the provider says of itself, in the order of its registration. */
  readonly attributes: ReadonlyArray<Attribute>;
  /** Accounts that signed attributes of this provider, in alphabetical order. Null while that has not been read. */
  readonly auditedBy?: Maybe<ReadonlyArray<Scalars['Address']['output']>>;
  /**
   * Whether it says that it leases IPs: feat-endpoint-ip, capabilities/ip-lease or ip-lease is "true".
   * A claim, not evidence.
   */
  readonly declaresIpLeases: Scalars['Boolean']['output'];
  /** Height at which it registered. Null where that was before this index began: the chain's state does not keep it. */
  readonly createdHeight?: Maybe<Scalars['UInt64']['output']>;
  /** Its leases in state ACTIVE or RECLAIMING. */
  readonly activeLeaseCount: Scalars['Int']['output'];
  /** Its leases. 20 where neither first nor last is given. */
  readonly leases: LeaseConnection;
  /** How its leases came and went over time, one point an interval, oldest first. */
  readonly leaseActivity: ReadonlyArray<ActivityPoint>;
  /** What its leases cost when they were created, over time, one point an interval, oldest first. */
  readonly leasePrices: ReadonlyArray<PricePoint>;
  /** Where this record comes from. */
  readonly evidence: Evidence;
};


/** A provider of the network, as it is registered on chain. */
export type ProviderLeasesArgs = {
  filter?: InputMaybe<LeaseFilter>;
  orderBy?: InputMaybe<LeaseOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
};


/** A provider of the network, as it is registered on chain. */
export type ProviderLeaseActivityArgs = {
  from: Scalars['DateTime']['input'];
  to: Scalars['DateTime']['input'];
  interval: Interval;
  ipOnly?: InputMaybe<Scalars['Boolean']['input']>;
};


/** A provider of the network, as it is registered on chain. */
export type ProviderLeasePricesArgs = {
  from: Scalars['DateTime']['input'];
  to: Scalars['DateTime']['input'];
  interval: Interval;
  denom: Scalars['String']['input'];
  ipOnly?: InputMaybe<Scalars['Boolean']['input']>;
};

/** A key and a value that describe a provider. */
export type Attribute = {
  readonly __typename?: 'Attribute';
  /** The key, as written on chain. */
  readonly key: Scalars['String']['output'];
  /** The value, as written on chain. */
  readonly value: Scalars['String']['output'];
  /**
   * Auditors that signed exactly this key and value, in alphabetical order; empty where nobody did.
   * Null while that has not been read.
   */
  readonly auditedBy?: Maybe<ReadonlyArray<Scalars['Address']['output']>>;
};

/** What a tenant asked the network to run. */
export type Deployment = Node & {
  readonly __typename?: 'Deployment';
  /** Opaque id for `node`. */
  readonly id: Scalars['ID']['output'];
  /** The tenant's account. */
  readonly owner: Scalars['Address']['output'];
  /** Number of the deployment, unique for its owner. */
  readonly dseq: Scalars['UInt64']['output'];
  /** Whether it is still open. */
  readonly state: DeploymentState;
  /** Its groups, by gseq. */
  readonly groups: ReadonlyArray<DeploymentGroup>;
  /** How many groups it has. */
  readonly groupCount: Scalars['Int']['output'];
  /** Its leases, newest first. 20 where neither first nor last is given. */
  readonly leases: LeaseConnection;
  /** Height of the block that created it. Never null here: the chain keeps it. */
  readonly createdHeight?: Maybe<Scalars['UInt64']['output']>;
  /** Time of that block. Null where the block's time is not known here. */
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** Height of the block that closed it. Null while it is open. */
  readonly closedHeight?: Maybe<Scalars['UInt64']['output']>;
  /** Time of that block. Null while it is open, and where the block's time is not known here. */
  readonly closedAt?: Maybe<Scalars['DateTime']['output']>;
  /**
   * The account that pays for its leases, as it was when the deployment was last read. Null where that has not been
   * read, where the deployment was closed after it, and while phase is BOOTSTRAPPING.
   */
  readonly escrow?: Maybe<Escrow>;
  /** Where this record comes from. */
  readonly evidence: Evidence;
};


/** What a tenant asked the network to run. */
export type DeploymentGroupsArgs = {
  first: Scalars['Int']['input'];
};


/** What a tenant asked the network to run. */
export type DeploymentLeasesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
};

/**
 * The account that pays for a deployment's leases. The chain settles it only when somebody touches it, and tells no event
 * of that nor of deposits: what stands here is as old as `evidence` says, minutes while the deployment is active.
 */
export type Escrow = {
  readonly __typename?: 'Escrow';
  /** State of the account. */
  readonly state: EscrowState;
  /** What it held when it was settled last, one amount for each denomination; below zero is what it owes since it ran dry. */
  readonly funds: ReadonlyArray<Coin>;
  /** Height of the block up to which the leases were paid out of it. */
  readonly settledHeight: Scalars['UInt64']['output'];
  /** What the deployment's leases in state ACTIVE or RECLAIMING cost together at their present prices, by denomination. */
  readonly spending: ReadonlyArray<Price>;
  /**
   * Height of the last block that the funds pay for at the present prices; leases since settledHeight are counted from
   * when they began to when they ended. It may lie in the past: the leases end only when somebody touches the account.
   * Null where nothing is spent, where the state is not OPEN, where it is beyond 2^64−1, and where the funds cannot have
   * paid what was paid: then there was a deposit that has not been read yet.
   */
  readonly lastsUntilHeight?: Maybe<Scalars['UInt64']['output']>;
  /**
   * Time of that block, or when it is to be expected at the measured `Network.secondsPerBlock`. Null where
   * lastsUntilHeight is null, where that rate is null, and after the year 9999.
   */
  readonly lastsUntil?: Maybe<Scalars['DateTime']['output']>;
  /** Where this fact comes from: it may be older than what the chain would say now. */
  readonly evidence: Evidence;
};

/** State of a deployment's account. */
export type EscrowState =
  /** Pays for the leases. */
  | 'OPEN'
  /** Closed with its deployment; what was left went back to whom it came from. */
  | 'CLOSED'
  /** Ran dry, and so the deployment was closed. */
  | 'OVERDRAWN';

/** An amount of money. */
export type Coin = {
  readonly __typename?: 'Coin';
  /** Denomination of the amount, such as uakt or uact (millionths of AKT and ACT). */
  readonly denom: Scalars['String']['output'];
  /** Amount in denom. */
  readonly amount: Scalars['Decimal']['output'];
};

/** State of a deployment. */
export type DeploymentState =
  /** Open, with or without leases. */
  | 'ACTIVE'
  /** Closed for ever. */
  | 'CLOSED';

/** A part of a deployment that one provider runs as a whole. */
export type DeploymentGroup = {
  readonly __typename?: 'DeploymentGroup';
  /** Number of the group in its deployment, from 1. */
  readonly gseq: Scalars['Int']['output'];
  /** The group's name in the tenant's manifest. */
  readonly name: Scalars['String']['output'];
  /** State of the group. */
  readonly state: GroupState;
  /** The deployment that it is part of. Null only while phase is BOOTSTRAPPING and its record has not been read. */
  readonly deployment?: Maybe<Deployment>;
  /** The IPs that the group wants: its distinct LEASED_IP sequence numbers, ascending. */
  readonly ipEndpoints: ReadonlyArray<IpEndpoint>;
  /** Its orders, by oseq. */
  readonly orders: ReadonlyArray<Order>;
  /** How many orders it has. */
  readonly orderCount: Scalars['Int']['output'];
};


/** A part of a deployment that one provider runs as a whole. */
export type DeploymentGroupOrdersArgs = {
  first: Scalars['Int']['input'];
};

/** State of a deployment group. */
export type GroupState =
  /** Wants a lease, or has one. */
  | 'OPEN'
  /** Paused by the tenant; it can be started again. */
  | 'PAUSED'
  /** Stopped because the deployment's account ran dry. */
  | 'INSUFFICIENT_FUNDS'
  /** Closed for ever. */
  | 'CLOSED';

/** An IP that a group wants. */
export type IpEndpoint = {
  readonly __typename?: 'IpEndpoint';
  /** The chain's label for it: distinct in its group, in no other way meaningful, not a count. */
  readonly sequenceNumber: Scalars['Int']['output'];
};

/** An invitation to bid for a group. */
export type Order = {
  readonly __typename?: 'Order';
  /** Number of the order in its group, from 1. */
  readonly oseq: Scalars['Int']['output'];
  /** State of the order. */
  readonly state: OrderState;
  /** The group that it invites bids for. Null only while phase is BOOTSTRAPPING and its record has not been read. */
  readonly group?: Maybe<DeploymentGroup>;
  /**
   * Bids for it, by provider and bseq. A losing bid may stay OPEN for ever: that is how the chain keeps it;
   * `Bid.outcome` says what became of it.
   */
  readonly bids: ReadonlyArray<Bid>;
  /** How many bids it has. */
  readonly bidCount: Scalars['Int']['output'];
  /** The lease that came of it. Null where none has. */
  readonly lease?: Maybe<Lease>;
  /** Height of the block that created it. Never null here: the chain keeps it. */
  readonly createdHeight?: Maybe<Scalars['UInt64']['output']>;
  /** Time of that block. Null where the block's time is not known here. */
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
};


/** An invitation to bid for a group. */
export type OrderBidsArgs = {
  first: Scalars['Int']['input'];
};

/** State of an order. */
export type OrderState =
  /** Waiting for a bid to be accepted. */
  | 'OPEN'
  /** A lease came of it. */
  | 'ACTIVE'
  /** Closed for ever. */
  | 'CLOSED';

/** A provider's offer for an order. */
export type Bid = {
  readonly __typename?: 'Bid';
  /** Account of the provider that bids. */
  readonly providerAddress: Scalars['Address']['output'];
  /** The provider that bids. Null only while phase is BOOTSTRAPPING and its record has not been read. */
  readonly provider?: Maybe<Provider>;
  /** Number of the bid among the provider's bids for this order, from 0. */
  readonly bseq: Scalars['Int']['output'];
  /** What the provider asks for. */
  readonly price: Price;
  /** State of the bid, as the chain keeps it. */
  readonly state: BidState;
  /** What became of it. */
  readonly outcome: BidOutcome;
  /** Height of the block that created it. Never null here: the chain keeps it. */
  readonly createdHeight?: Maybe<Scalars['UInt64']['output']>;
};

/** State of a bid. */
export type BidState =
  /** Not accepted. On an order that is ACTIVE or CLOSED it lost, but the chain keeps it open. */
  | 'OPEN'
  /** Accepted: there is a lease of the same numbers. */
  | 'ACTIVE'
  /** Another bid was accepted. */
  | 'LOST'
  /** Closed for ever. */
  | 'CLOSED';

/** What became of a bid. */
export type BidOutcome =
  /** The order is still open, and so is the bid. */
  | 'WAITING'
  /** A lease came of it, which may have ended since. */
  | 'WON'
  /** The order is over, and no lease came of this bid. */
  | 'LOST'
  /** The bid was closed while its order is still open. */
  | 'WITHDRAWN';

/** What something costs. */
export type Price = {
  readonly __typename?: 'Price';
  /** Denomination of the amount, such as uakt or uact (millionths of AKT and ACT). */
  readonly denom: Scalars['String']['output'];
  /** Amount in denom per block. */
  readonly amount: Scalars['Decimal']['output'];
  /**
   * Amount in denom for a month of 30.4375 days, at the measured `Network.secondsPerBlock`, rounded to a whole
   * number of blocks. Null while that is null.
   */
  readonly perMonth?: Maybe<Scalars['Decimal']['output']>;
};

/** A provider's promise to run a group at a price. */
export type Lease = Node & {
  readonly __typename?: 'Lease';
  /** Opaque id for `node`. */
  readonly id: Scalars['ID']['output'];
  /** The tenant's account. */
  readonly owner: Scalars['Address']['output'];
  /** Number of the deployment, unique for its owner. */
  readonly dseq: Scalars['UInt64']['output'];
  /** Number of the group in its deployment, from 1. */
  readonly gseq: Scalars['Int']['output'];
  /** Number of the order in its group, from 1. */
  readonly oseq: Scalars['Int']['output'];
  /** Number of the bid among the provider's bids for this order, from 0. */
  readonly bseq: Scalars['Int']['output'];
  /** Account of the provider that runs it. */
  readonly providerAddress: Scalars['Address']['output'];
  /** The provider that runs it. Null only while phase is BOOTSTRAPPING and its record has not been read. */
  readonly provider?: Maybe<Provider>;
  /** The deployment it belongs to. Null only while phase is BOOTSTRAPPING and its record has not been read. */
  readonly deployment?: Maybe<Deployment>;
  /** State of the lease. */
  readonly state: LeaseState;
  /** Why it ended. Null while it has not. */
  readonly closeReason?: Maybe<LeaseCloseReason>;
  /** The provider's notice that it takes the lease back. Null where none was given. */
  readonly reclaim?: Maybe<LeaseReclaim>;
  /**
   * The price as created. Only the chain's own migrations change a price; one that happened before this
   * index began cannot be seen, and then this is the price after it.
   */
  readonly price: Price;
  /** The price in force, or the last one in force where the lease has ended. */
  readonly currentPrice: Price;
  /** Height of the block that created it. */
  readonly createdHeight: Scalars['UInt64']['output'];
  /** Time of that block. Null where the block's time is not known here. */
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** Height of the block that ended it. Null while it has not ended. */
  readonly closedHeight?: Maybe<Scalars['UInt64']['output']>;
  /** Time of that block. Null while it has not ended, and where the block's time is not known here. */
  readonly closedAt?: Maybe<Scalars['DateTime']['output']>;
  /**
   * IPs that the lease is entitled to: the distinct LEASED_IP endpoints of its group.
   * Null only while phase is BOOTSTRAPPING and the group has not been read.
   */
  readonly ipEndpointCount?: Maybe<Scalars['Int']['output']>;
  /** What happened to it, oldest first. 50 where neither first nor last is given. */
  readonly events: ChangeConnection;
  /** Where this record comes from. */
  readonly evidence: Evidence;
};


/** A provider's promise to run a group at a price. */
export type LeaseEventsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
};

/** State of a lease. */
export type LeaseState =
  /** Running. */
  | 'ACTIVE'
  /** Running, but the provider has announced that it takes the lease back. */
  | 'RECLAIMING'
  /** Ended because the deployment's account ran dry. */
  | 'INSUFFICIENT_FUNDS'
  /** Ended for any other reason. */
  | 'CLOSED';

/** Why a lease ended, as the chain recorded it. */
export type LeaseCloseReason =
  /** The tenant closed it. */
  | 'OWNER'
  /** The provider closed it: the workload was unstable. */
  | 'UNSTABLE'
  /** The provider closed it: it is being taken out of service. */
  | 'DECOMMISSION'
  /** The provider closed it without saying why. */
  | 'UNSPECIFIED'
  /** The provider closed it: no manifest came in time. */
  | 'MANIFEST_TIMEOUT'
  /** The deployment's account ran dry. */
  | 'INSUFFICIENT_FUNDS'
  /** A reason that this gateway has no word for, or none: the chain's older records have none. */
  | 'UNKNOWN';

/** A provider's notice that it takes a lease back. */
export type LeaseReclaim = {
  readonly __typename?: 'LeaseReclaim';
  /** Height of the block that carried the notice. */
  readonly startedHeight: Scalars['UInt64']['output'];
  /** Time of that block. Null where the block's time is not known here. */
  readonly startedAt?: Maybe<Scalars['DateTime']['output']>;
  /** From then on the provider may close the lease. Null where the chain's number is beyond any calendar. */
  readonly deadline?: Maybe<Scalars['DateTime']['output']>;
  /** The reason that the provider gave. */
  readonly reason: LeaseCloseReason;
};

/** What can change. */
export type ChangeKind =
  /** A provider registered. */
  | 'PROVIDER_CREATED'
  /** A provider's record, attributes or audits changed. */
  | 'PROVIDER_UPDATED'
  /** A deployment was created. */
  | 'DEPLOYMENT_CREATED'
  /** A deployment's manifest changed. */
  | 'DEPLOYMENT_UPDATED'
  /** An order was created. */
  | 'ORDER_CREATED'
  /** A provider bid. */
  | 'BID_CREATED'
  /** A lease was created. */
  | 'LEASE_CREATED'
  /** The provider announced that it takes the lease back. */
  | 'LEASE_RECLAIM_STARTED'
  /** A migration of the chain changed the lease's price. */
  | 'LEASE_PRICE_CHANGED'
  /** A lease ended. */
  | 'LEASE_CLOSED'
  /** A bid was closed. */
  | 'BID_CLOSED'
  /** An order was closed. */
  | 'ORDER_CLOSED'
  /** A deployment was closed. */
  | 'DEPLOYMENT_CLOSED';

/** One thing that happened to one record at one height. */
export type Change = Node & {
  readonly __typename?: 'Change';
  /** Made of kind, subject and height alone: the same on every delivery, replay and re-indexing. */
  readonly id: Scalars['ID']['output'];
  /**
   * Its place in the feed: `changes(after:)` goes on behind it, whatever the filter. Made of kind, subject and
   * height alone, so that it stays valid when everything is indexed anew.
   */
  readonly cursor: Scalars['Cursor']['output'];
  /** What happened. */
  readonly kind: ChangeKind;
  /** Time of its block. Null where that is not known: for what happened before this index began. */
  readonly at?: Maybe<Scalars['DateTime']['output']>;
  /** Height of its block. Null for changes that are not the chain's own; this gateway has none yet. */
  readonly height?: Maybe<Scalars['UInt64']['output']>;
  /** The lease it is about. Null for changes of other records. */
  readonly lease?: Maybe<Lease>;
  /** The provider that the changed provider, bid or lease belongs to. Null for other records and while not yet read. */
  readonly provider?: Maybe<Provider>;
  /** What changed, before. Null where there was nothing before. */
  readonly before?: Maybe<Scalars['JSON']['output']>;
  /** What changed, after. Null where there is nothing after. */
  readonly after?: Maybe<Scalars['JSON']['output']>;
  /** Where this fact comes from. */
  readonly evidence: Evidence;
};

/** A length of time. Intervals begin at full minutes, hours, days and Mondays, UTC. */
export type Interval =
  /** One minute. */
  | 'MINUTE'
  /** One hour. */
  | 'HOUR'
  /** One day. */
  | 'DAY'
  /** Seven days, from Monday. */
  | 'WEEK';

/** How leases came and went in one interval. */
export type ActivityPoint = {
  readonly __typename?: 'ActivityPoint';
  /** Start of the interval. */
  readonly at: Scalars['DateTime']['output'];
  /** Leases created in it. */
  readonly opened: Scalars['Int']['output'];
  /** Leases that ended in it. */
  readonly closed: Scalars['Int']['output'];
  /** Leases that were open at its end; for an interval that still runs, by now. */
  readonly active: Scalars['Int']['output'];
  /**
   * True where the interval's borders in blocks were estimated between or beyond the blocks whose times are
   * known here; false where they are exact.
   */
  readonly estimated: Scalars['Boolean']['output'];
};

/** What leases that were created in one interval cost, per block. */
export type PricePoint = {
  readonly __typename?: 'PricePoint';
  /** Start of the interval. */
  readonly at: Scalars['DateTime']['output'];
  /** Leases created in it at a price in this denomination. */
  readonly opened: Scalars['Int']['output'];
  /** The lowest amount per block. Null where none was created. */
  readonly lowest?: Maybe<Scalars['Decimal']['output']>;
  /** The amount per block that half of them do not exceed. Null where none was created. */
  readonly median?: Maybe<Scalars['Decimal']['output']>;
  /** The highest amount per block. Null where none was created. */
  readonly highest?: Maybe<Scalars['Decimal']['output']>;
  /** As in ActivityPoint. */
  readonly estimated: Scalars['Boolean']['output'];
};

/** A provider in a list. */
export type ProviderEdge = {
  readonly __typename?: 'ProviderEdge';
  /** Its position in the list. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The provider. */
  readonly node: Provider;
};

/** A page of providers. */
export type ProviderConnection = {
  readonly __typename?: 'ProviderConnection';
  /** The page, with cursors. */
  readonly edges: ReadonlyArray<ProviderEdge>;
  /** The page, without cursors. */
  readonly nodes: ReadonlyArray<Provider>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
  /** Providers in the whole list. Counted only where it is asked for. */
  readonly totalCount: Scalars['Int']['output'];
};

/** A lease in a list. */
export type LeaseEdge = {
  readonly __typename?: 'LeaseEdge';
  /** Its position in the list. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The lease. */
  readonly node: Lease;
};

/** A page of leases. */
export type LeaseConnection = {
  readonly __typename?: 'LeaseConnection';
  /** The page, with cursors. */
  readonly edges: ReadonlyArray<LeaseEdge>;
  /** The page, without cursors. */
  readonly nodes: ReadonlyArray<Lease>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
  /** Leases in the whole list. Counted only where it is asked for. */
  readonly totalCount: Scalars['Int']['output'];
};

/** An order in a list. */
export type OrderEdge = {
  readonly __typename?: 'OrderEdge';
  /** Its position in the list. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The order. */
  readonly node: Order;
};

/** A page of orders. */
export type OrderConnection = {
  readonly __typename?: 'OrderConnection';
  /** The page, with cursors. */
  readonly edges: ReadonlyArray<OrderEdge>;
  /** The page, without cursors. */
  readonly nodes: ReadonlyArray<Order>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
  /** Orders in the whole list. Counted only where it is asked for. */
  readonly totalCount: Scalars['Int']['output'];
};

/** A change in a list. */
export type ChangeEdge = {
  readonly __typename?: 'ChangeEdge';
  /** Its position in the list. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The change. */
  readonly node: Change;
};

/** A page of changes. */
export type ChangeConnection = {
  readonly __typename?: 'ChangeConnection';
  /** The page, with cursors. */
  readonly edges: ReadonlyArray<ChangeEdge>;
  /** The page, without cursors. */
  readonly nodes: ReadonlyArray<Change>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** Which providers to list: those that meet every condition given. */
export type ProviderFilter = {
  /** Only those that do (true) or do not (false) say that they lease IPs. Null: both. */
  readonly declaresIpLeases?: InputMaybe<Scalars['Boolean']['input']>;
  /** Only those that say all of this of themselves: at most 10. Null or empty: any. */
  readonly attributes?: InputMaybe<ReadonlyArray<AttributeInput>>;
  /** Only those with attributes signed by this account. Null: any. */
  readonly auditedBy?: InputMaybe<Scalars['Address']['input']>;
};

/** An attribute to look for. */
export type AttributeInput = {
  /** The key, exactly as on chain. */
  readonly key: Scalars['String']['input'];
  /** The value, exactly as on chain. Null: any value. */
  readonly value?: InputMaybe<Scalars['String']['input']>;
};

/** How to sort providers. What is equal is sorted by address. */
export type ProviderOrder =
  /** Most leases in state ACTIVE or RECLAIMING first. */
  | 'ACTIVE_LEASES_DESC'
  /** Latest registered first; those whose createdHeight is null come last. */
  | 'CREATED_DESC'
  /** By address, in alphabetical order. */
  | 'ADDRESS_ASC';

/** Which leases to list: those that meet every condition given. */
export type LeaseFilter = {
  /** Only this tenant's. Null: any. */
  readonly owner?: InputMaybe<Scalars['Address']['input']>;
  /** Only this provider's. Null: any. */
  readonly provider?: InputMaybe<Scalars['Address']['input']>;
  /** Only deployments of this number. Null: any. */
  readonly dseq?: InputMaybe<Scalars['UInt64']['input']>;
  /** Only those in one of these states; empty: none. Null: any. */
  readonly states?: InputMaybe<ReadonlyArray<LeaseState>>;
  /** Only those that ended for one of these reasons; empty: none. Null: any, and those that have not ended. */
  readonly closeReasons?: InputMaybe<ReadonlyArray<LeaseCloseReason>>;
  /** Only those that want (true) or do not want (false) an IP. Null: both. */
  readonly hasIpEndpoints?: InputMaybe<Scalars['Boolean']['input']>;
  /** Only those created above this height. Null: any. */
  readonly createdAfterHeight?: InputMaybe<Scalars['UInt64']['input']>;
  /** Only those created below this height. Null: any. */
  readonly createdBeforeHeight?: InputMaybe<Scalars['UInt64']['input']>;
};

/** Which open orders to list: those that meet every condition given. */
export type OpenOrderFilter = {
  /** Only this tenant's. Null: any. */
  readonly owner?: InputMaybe<Scalars['Address']['input']>;
  /** Only those with (true) or without (false) an open bid. Null: both. */
  readonly hasBids?: InputMaybe<Scalars['Boolean']['input']>;
  /** Only those whose group wants (true) or does not want (false) an IP. Null: both. */
  readonly wantsIps?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Which changes to list: those that meet every condition given. */
export type ChangeFilter = {
  /** Only these kinds; empty: none. Null: any. */
  readonly kinds?: InputMaybe<ReadonlyArray<ChangeKind>>;
  /** Only changes of this tenant's deployments, orders, bids and leases. Null: any. */
  readonly owner?: InputMaybe<Scalars['Address']['input']>;
  /** Only changes of this provider, its bids and its leases. Null: any. */
  readonly provider?: InputMaybe<Scalars['Address']['input']>;
  /** Only changes of deployments of this number and what belongs to them. Null: any. */
  readonly dseq?: InputMaybe<Scalars['UInt64']['input']>;
};

/** How to sort leases. What is equal is sorted by the lease's numbers, in the same direction. */
export type LeaseOrder =
  /** Latest created first. */
  | 'CREATED_DESC'
  /** Earliest created first. */
  | 'CREATED_ASC'
  /** Latest ended first; those that have not ended come last. */
  | 'CLOSED_DESC'
  /** Highest current amount first, whatever its denomination: no exchange rate is applied. */
  | 'PRICE_DESC';

/** The numbers that name a lease on chain. */
export type LeaseId = {
  /** The tenant's account. */
  readonly owner: Scalars['Address']['input'];
  /** Number of the deployment. */
  readonly dseq: Scalars['UInt64']['input'];
  /** Number of the group, from 1. */
  readonly gseq: Scalars['Int']['input'];
  /** Number of the order, from 1. */
  readonly oseq: Scalars['Int']['input'];
  /** Account of the provider. */
  readonly provider: Scalars['Address']['input'];
  /** Number of the bid, from 0. */
  readonly bseq: Scalars['Int']['input'];
};

/** What can be asked. */
export type Query = {
  readonly __typename?: 'Query';
  /** The record with this id. Null where there is none. */
  readonly node?: Maybe<Node>;
  /** The records with these ids, in the same order; null where there is none. */
  readonly nodes: ReadonlyArray<Maybe<Node>>;
  /** The chain, and how far this index has followed it. */
  readonly network: Network;
  /** One provider. Null where the chain has none of this address, or it has not been read yet. */
  readonly provider?: Maybe<Provider>;
  /** Providers. 20 where neither first nor last is given. */
  readonly providers: ProviderConnection;
  /** One deployment. Null where the chain has none of these numbers, or it has not been read yet. */
  readonly deployment?: Maybe<Deployment>;
  /** One lease. Null where the chain has none of these numbers, or it has not been read yet. */
  readonly lease?: Maybe<Lease>;
  /** Leases. 20 where neither first nor last is given. */
  readonly leases: LeaseConnection;
  /** Orders that are open: groups that wait for a bid, or for their tenant to accept one. Newest first, 20 where neither first nor last is given. */
  readonly openOrders: OrderConnection;
  /**
   * The feed: what changed since this index began, in the order in which it was written, oldest first. That is by
   * height but for late corrections, so that a reader who goes on behind the last cursor misses nothing.
   * 100 where neither first nor last is given; `last` gives the newest.
   */
  readonly changes: ChangeConnection;
  /** How leases came and went over time, one point an interval, oldest first. */
  readonly leaseActivity: ReadonlyArray<ActivityPoint>;
  /** What leases cost when they were created, over time, one point an interval, oldest first. */
  readonly leasePrices: ReadonlyArray<PricePoint>;
};


/** What can be asked. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/** What can be asked. */
export type QueryNodesArgs = {
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/** What can be asked. */
export type QueryProviderArgs = {
  address: Scalars['Address']['input'];
};


/** What can be asked. */
export type QueryProvidersArgs = {
  filter?: InputMaybe<ProviderFilter>;
  orderBy?: InputMaybe<ProviderOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
};


/** What can be asked. */
export type QueryDeploymentArgs = {
  owner: Scalars['Address']['input'];
  dseq: Scalars['UInt64']['input'];
};


/** What can be asked. */
export type QueryLeaseArgs = {
  id: LeaseId;
};


/** What can be asked. */
export type QueryLeasesArgs = {
  filter?: InputMaybe<LeaseFilter>;
  orderBy?: InputMaybe<LeaseOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
};


/** What can be asked. */
export type QueryOpenOrdersArgs = {
  filter?: InputMaybe<OpenOrderFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
};


/** What can be asked. */
export type QueryChangesArgs = {
  filter?: InputMaybe<ChangeFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
};


/** What can be asked. */
export type QueryLeaseActivityArgs = {
  from: Scalars['DateTime']['input'];
  to: Scalars['DateTime']['input'];
  interval: Interval;
  provider?: InputMaybe<Scalars['Address']['input']>;
  ipOnly?: InputMaybe<Scalars['Boolean']['input']>;
};


/** What can be asked. */
export type QueryLeasePricesArgs = {
  from: Scalars['DateTime']['input'];
  to: Scalars['DateTime']['input'];
  interval: Interval;
  denom: Scalars['String']['input'];
  provider?: InputMaybe<Scalars['Address']['input']>;
  ipOnly?: InputMaybe<Scalars['Boolean']['input']>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;




/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Node:
    | ( ProviderRow )
    | ( DeploymentRow )
    | ( LeaseRow )
    | ( ChangeParent )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  UInt64: ResolverTypeWrapper<Scalars['UInt64']['output']>;
  Decimal: ResolverTypeWrapper<Scalars['Decimal']['output']>;
  Address: ResolverTypeWrapper<Scalars['Address']['output']>;
  Cursor: ResolverTypeWrapper<Scalars['Cursor']['output']>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  PageInfo: ResolverTypeWrapper<PageInfoParent>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  EvidenceSource: EvidenceSource;
  Evidence: ResolverTypeWrapper<EvidenceParent>;
  Network: ResolverTypeWrapper<NetworkParent>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  IndexPhase: IndexPhase;
  HistoryProgress: ResolverTypeWrapper<HistoryProgress>;
  Provider: ResolverTypeWrapper<ProviderRow>;
  Attribute: ResolverTypeWrapper<Attribute>;
  Deployment: ResolverTypeWrapper<DeploymentRow>;
  Escrow: ResolverTypeWrapper<EscrowRow>;
  EscrowState: EscrowState;
  Coin: ResolverTypeWrapper<Coin>;
  DeploymentState: DeploymentState;
  DeploymentGroup: ResolverTypeWrapper<GroupRow>;
  GroupState: GroupState;
  IpEndpoint: ResolverTypeWrapper<IpEndpoint>;
  Order: ResolverTypeWrapper<OrderRow>;
  OrderState: OrderState;
  Bid: ResolverTypeWrapper<BidRow>;
  BidState: BidState;
  BidOutcome: BidOutcome;
  Price: ResolverTypeWrapper<Price>;
  Lease: ResolverTypeWrapper<LeaseRow>;
  LeaseState: LeaseState;
  LeaseCloseReason: LeaseCloseReason;
  LeaseReclaim: ResolverTypeWrapper<ReclaimParent>;
  ChangeKind: ChangeKind;
  Change: ResolverTypeWrapper<ChangeParent>;
  Interval: Interval;
  ActivityPoint: ResolverTypeWrapper<ActivityPoint>;
  PricePoint: ResolverTypeWrapper<PricePoint>;
  ProviderEdge: ResolverTypeWrapper<Omit<ProviderEdge, 'node'> & { node: ResolversTypes['Provider'] }>;
  ProviderConnection: ResolverTypeWrapper<ProviderConnectionParent>;
  LeaseEdge: ResolverTypeWrapper<Omit<LeaseEdge, 'node'> & { node: ResolversTypes['Lease'] }>;
  LeaseConnection: ResolverTypeWrapper<LeaseConnectionParent>;
  OrderEdge: ResolverTypeWrapper<Omit<OrderEdge, 'node'> & { node: ResolversTypes['Order'] }>;
  OrderConnection: ResolverTypeWrapper<OrderConnectionParent>;
  ChangeEdge: ResolverTypeWrapper<Omit<ChangeEdge, 'node'> & { node: ResolversTypes['Change'] }>;
  ChangeConnection: ResolverTypeWrapper<ChangeConnectionParent>;
  ProviderFilter: ProviderFilter;
  AttributeInput: AttributeInput;
  ProviderOrder: ProviderOrder;
  LeaseFilter: LeaseFilter;
  OpenOrderFilter: OpenOrderFilter;
  ChangeFilter: ChangeFilter;
  LeaseOrder: LeaseOrder;
  LeaseId: LeaseId;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  UInt64: Scalars['UInt64']['output'];
  Decimal: Scalars['Decimal']['output'];
  Address: Scalars['Address']['output'];
  Cursor: Scalars['Cursor']['output'];
  JSON: Scalars['JSON']['output'];
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  ID: Scalars['ID']['output'];
  PageInfo: PageInfoParent;
  Boolean: Scalars['Boolean']['output'];
  Evidence: EvidenceParent;
  Network: NetworkParent;
  String: Scalars['String']['output'];
  Float: Scalars['Float']['output'];
  Int: Scalars['Int']['output'];
  HistoryProgress: HistoryProgress;
  Provider: ProviderRow;
  Attribute: Attribute;
  Deployment: DeploymentRow;
  Escrow: EscrowRow;
  Coin: Coin;
  DeploymentGroup: GroupRow;
  IpEndpoint: IpEndpoint;
  Order: OrderRow;
  Bid: BidRow;
  Price: Price;
  Lease: LeaseRow;
  LeaseReclaim: ReclaimParent;
  Change: ChangeParent;
  ActivityPoint: ActivityPoint;
  PricePoint: PricePoint;
  ProviderEdge: Omit<ProviderEdge, 'node'> & { node: ResolversParentTypes['Provider'] };
  ProviderConnection: ProviderConnectionParent;
  LeaseEdge: Omit<LeaseEdge, 'node'> & { node: ResolversParentTypes['Lease'] };
  LeaseConnection: LeaseConnectionParent;
  OrderEdge: Omit<OrderEdge, 'node'> & { node: ResolversParentTypes['Order'] };
  OrderConnection: OrderConnectionParent;
  ChangeEdge: Omit<ChangeEdge, 'node'> & { node: ResolversParentTypes['Change'] };
  ChangeConnection: ChangeConnectionParent;
  ProviderFilter: ProviderFilter;
  AttributeInput: AttributeInput;
  LeaseFilter: LeaseFilter;
  OpenOrderFilter: OpenOrderFilter;
  ChangeFilter: ChangeFilter;
  LeaseId: LeaseId;
  Query: Record<PropertyKey, never>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface UInt64ScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['UInt64'], any> {
  name: 'UInt64';
}

export interface DecimalScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Decimal'], any> {
  name: 'Decimal';
}

export interface AddressScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Address'], any> {
  name: 'Address';
}

export interface CursorScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Cursor'], any> {
  name: 'Cursor';
}

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type NodeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'Provider' | 'Deployment' | 'Lease' | 'Change', ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor: Resolver<Maybe<ResolversTypes['Cursor']>, ParentType, ContextType>;
  endCursor: Resolver<Maybe<ResolversTypes['Cursor']>, ParentType, ContextType>;
};

export type EvidenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Evidence'] = ResolversParentTypes['Evidence']> = {
  source: Resolver<ResolversTypes['EvidenceSource'], ParentType, ContextType>;
  observedAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  height: Resolver<Maybe<ResolversTypes['UInt64']>, ParentType, ContextType>;
  stale: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type NetworkResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Network'] = ResolversParentTypes['Network']> = {
  chainId: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  latestHeight: Resolver<Maybe<ResolversTypes['UInt64']>, ParentType, ContextType>;
  indexedHeight: Resolver<Maybe<ResolversTypes['UInt64']>, ParentType, ContextType>;
  indexedAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lagSeconds: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  phase: Resolver<ResolversTypes['IndexPhase'], ParentType, ContextType>;
  history: Resolver<ResolversTypes['HistoryProgress'], ParentType, ContextType>;
  activeIpLeases: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  providersWithIps: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  secondsPerBlock: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type HistoryProgressResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HistoryProgress'] = ResolversParentTypes['HistoryProgress']> = {
  complete: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  done: Resolver<ResolversTypes['UInt64'], ParentType, ContextType>;
  total: Resolver<Maybe<ResolversTypes['UInt64']>, ParentType, ContextType>;
};

export type ProviderResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Provider'] = ResolversParentTypes['Provider']> = {
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  address: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  hostUri: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  email: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  website: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  attributes: Resolver<ReadonlyArray<ResolversTypes['Attribute']>, ParentType, ContextType>;
  auditedBy: Resolver<Maybe<ReadonlyArray<ResolversTypes['Address']>>, ParentType, ContextType>;
  declaresIpLeases: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  createdHeight: Resolver<Maybe<ResolversTypes['UInt64']>, ParentType, ContextType>;
  activeLeaseCount: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  leases: Resolver<ResolversTypes['LeaseConnection'], ParentType, ContextType, RequireFields<ProviderLeasesArgs, 'orderBy'>>;
  leaseActivity: Resolver<ReadonlyArray<ResolversTypes['ActivityPoint']>, ParentType, ContextType, RequireFields<ProviderLeaseActivityArgs, 'from' | 'to' | 'interval' | 'ipOnly'>>;
  leasePrices: Resolver<ReadonlyArray<ResolversTypes['PricePoint']>, ParentType, ContextType, RequireFields<ProviderLeasePricesArgs, 'from' | 'to' | 'interval' | 'denom' | 'ipOnly'>>;
  evidence: Resolver<ResolversTypes['Evidence'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AttributeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Attribute'] = ResolversParentTypes['Attribute']> = {
  key: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  auditedBy: Resolver<Maybe<ReadonlyArray<ResolversTypes['Address']>>, ParentType, ContextType>;
};

export type DeploymentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Deployment'] = ResolversParentTypes['Deployment']> = {
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  owner: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  dseq: Resolver<ResolversTypes['UInt64'], ParentType, ContextType>;
  state: Resolver<ResolversTypes['DeploymentState'], ParentType, ContextType>;
  groups: Resolver<ReadonlyArray<ResolversTypes['DeploymentGroup']>, ParentType, ContextType, RequireFields<DeploymentGroupsArgs, 'first'>>;
  groupCount: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  leases: Resolver<ResolversTypes['LeaseConnection'], ParentType, ContextType, Partial<DeploymentLeasesArgs>>;
  createdHeight: Resolver<Maybe<ResolversTypes['UInt64']>, ParentType, ContextType>;
  createdAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  closedHeight: Resolver<Maybe<ResolversTypes['UInt64']>, ParentType, ContextType>;
  closedAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  escrow: Resolver<Maybe<ResolversTypes['Escrow']>, ParentType, ContextType>;
  evidence: Resolver<ResolversTypes['Evidence'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EscrowResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Escrow'] = ResolversParentTypes['Escrow']> = {
  state: Resolver<ResolversTypes['EscrowState'], ParentType, ContextType>;
  funds: Resolver<ReadonlyArray<ResolversTypes['Coin']>, ParentType, ContextType>;
  settledHeight: Resolver<ResolversTypes['UInt64'], ParentType, ContextType>;
  spending: Resolver<ReadonlyArray<ResolversTypes['Price']>, ParentType, ContextType>;
  lastsUntilHeight: Resolver<Maybe<ResolversTypes['UInt64']>, ParentType, ContextType>;
  lastsUntil: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  evidence: Resolver<ResolversTypes['Evidence'], ParentType, ContextType>;
};

export type CoinResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Coin'] = ResolversParentTypes['Coin']> = {
  denom: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  amount: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
};

export type DeploymentGroupResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeploymentGroup'] = ResolversParentTypes['DeploymentGroup']> = {
  gseq: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  state: Resolver<ResolversTypes['GroupState'], ParentType, ContextType>;
  deployment: Resolver<Maybe<ResolversTypes['Deployment']>, ParentType, ContextType>;
  ipEndpoints: Resolver<ReadonlyArray<ResolversTypes['IpEndpoint']>, ParentType, ContextType>;
  orders: Resolver<ReadonlyArray<ResolversTypes['Order']>, ParentType, ContextType, RequireFields<DeploymentGroupOrdersArgs, 'first'>>;
  orderCount: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type IpEndpointResolvers<ContextType = Context, ParentType extends ResolversParentTypes['IpEndpoint'] = ResolversParentTypes['IpEndpoint']> = {
  sequenceNumber: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type OrderResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Order'] = ResolversParentTypes['Order']> = {
  oseq: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  state: Resolver<ResolversTypes['OrderState'], ParentType, ContextType>;
  group: Resolver<Maybe<ResolversTypes['DeploymentGroup']>, ParentType, ContextType>;
  bids: Resolver<ReadonlyArray<ResolversTypes['Bid']>, ParentType, ContextType, RequireFields<OrderBidsArgs, 'first'>>;
  bidCount: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  lease: Resolver<Maybe<ResolversTypes['Lease']>, ParentType, ContextType>;
  createdHeight: Resolver<Maybe<ResolversTypes['UInt64']>, ParentType, ContextType>;
  createdAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type BidResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Bid'] = ResolversParentTypes['Bid']> = {
  providerAddress: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  provider: Resolver<Maybe<ResolversTypes['Provider']>, ParentType, ContextType>;
  bseq: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  price: Resolver<ResolversTypes['Price'], ParentType, ContextType>;
  state: Resolver<ResolversTypes['BidState'], ParentType, ContextType>;
  outcome: Resolver<ResolversTypes['BidOutcome'], ParentType, ContextType>;
  createdHeight: Resolver<Maybe<ResolversTypes['UInt64']>, ParentType, ContextType>;
};

export type PriceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Price'] = ResolversParentTypes['Price']> = {
  denom: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  amount: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  perMonth: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
};

export type LeaseResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Lease'] = ResolversParentTypes['Lease']> = {
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  owner: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  dseq: Resolver<ResolversTypes['UInt64'], ParentType, ContextType>;
  gseq: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  oseq: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  bseq: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  providerAddress: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  provider: Resolver<Maybe<ResolversTypes['Provider']>, ParentType, ContextType>;
  deployment: Resolver<Maybe<ResolversTypes['Deployment']>, ParentType, ContextType>;
  state: Resolver<ResolversTypes['LeaseState'], ParentType, ContextType>;
  closeReason: Resolver<Maybe<ResolversTypes['LeaseCloseReason']>, ParentType, ContextType>;
  reclaim: Resolver<Maybe<ResolversTypes['LeaseReclaim']>, ParentType, ContextType>;
  price: Resolver<ResolversTypes['Price'], ParentType, ContextType>;
  currentPrice: Resolver<ResolversTypes['Price'], ParentType, ContextType>;
  createdHeight: Resolver<ResolversTypes['UInt64'], ParentType, ContextType>;
  createdAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  closedHeight: Resolver<Maybe<ResolversTypes['UInt64']>, ParentType, ContextType>;
  closedAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  ipEndpointCount: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  events: Resolver<ResolversTypes['ChangeConnection'], ParentType, ContextType, Partial<LeaseEventsArgs>>;
  evidence: Resolver<ResolversTypes['Evidence'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type LeaseReclaimResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LeaseReclaim'] = ResolversParentTypes['LeaseReclaim']> = {
  startedHeight: Resolver<ResolversTypes['UInt64'], ParentType, ContextType>;
  startedAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  deadline: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  reason: Resolver<ResolversTypes['LeaseCloseReason'], ParentType, ContextType>;
};

export type ChangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Change'] = ResolversParentTypes['Change']> = {
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  cursor: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  kind: Resolver<ResolversTypes['ChangeKind'], ParentType, ContextType>;
  at: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  height: Resolver<Maybe<ResolversTypes['UInt64']>, ParentType, ContextType>;
  lease: Resolver<Maybe<ResolversTypes['Lease']>, ParentType, ContextType>;
  provider: Resolver<Maybe<ResolversTypes['Provider']>, ParentType, ContextType>;
  before: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  after: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  evidence: Resolver<ResolversTypes['Evidence'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ActivityPointResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ActivityPoint'] = ResolversParentTypes['ActivityPoint']> = {
  at: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  opened: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  closed: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  active: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  estimated: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type PricePointResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PricePoint'] = ResolversParentTypes['PricePoint']> = {
  at: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  opened: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  lowest: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  median: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  highest: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  estimated: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ProviderEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProviderEdge'] = ResolversParentTypes['ProviderEdge']> = {
  cursor: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Provider'], ParentType, ContextType>;
};

export type ProviderConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProviderConnection'] = ResolversParentTypes['ProviderConnection']> = {
  edges: Resolver<ReadonlyArray<ResolversTypes['ProviderEdge']>, ParentType, ContextType>;
  nodes: Resolver<ReadonlyArray<ResolversTypes['Provider']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type LeaseEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LeaseEdge'] = ResolversParentTypes['LeaseEdge']> = {
  cursor: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Lease'], ParentType, ContextType>;
};

export type LeaseConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LeaseConnection'] = ResolversParentTypes['LeaseConnection']> = {
  edges: Resolver<ReadonlyArray<ResolversTypes['LeaseEdge']>, ParentType, ContextType>;
  nodes: Resolver<ReadonlyArray<ResolversTypes['Lease']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type OrderEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrderEdge'] = ResolversParentTypes['OrderEdge']> = {
  cursor: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Order'], ParentType, ContextType>;
};

export type OrderConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrderConnection'] = ResolversParentTypes['OrderConnection']> = {
  edges: Resolver<ReadonlyArray<ResolversTypes['OrderEdge']>, ParentType, ContextType>;
  nodes: Resolver<ReadonlyArray<ResolversTypes['Order']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ChangeEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChangeEdge'] = ResolversParentTypes['ChangeEdge']> = {
  cursor: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Change'], ParentType, ContextType>;
};

export type ChangeConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChangeConnection'] = ResolversParentTypes['ChangeConnection']> = {
  edges: Resolver<ReadonlyArray<ResolversTypes['ChangeEdge']>, ParentType, ContextType>;
  nodes: Resolver<ReadonlyArray<ResolversTypes['Change']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  nodes?: Resolver<ReadonlyArray<Maybe<ResolversTypes['Node']>>, ParentType, ContextType, RequireFields<QueryNodesArgs, 'ids'>>;
  network?: Resolver<ResolversTypes['Network'], ParentType, ContextType>;
  provider?: Resolver<Maybe<ResolversTypes['Provider']>, ParentType, ContextType, RequireFields<QueryProviderArgs, 'address'>>;
  providers?: Resolver<ResolversTypes['ProviderConnection'], ParentType, ContextType, RequireFields<QueryProvidersArgs, 'orderBy'>>;
  deployment?: Resolver<Maybe<ResolversTypes['Deployment']>, ParentType, ContextType, RequireFields<QueryDeploymentArgs, 'owner' | 'dseq'>>;
  lease?: Resolver<Maybe<ResolversTypes['Lease']>, ParentType, ContextType, RequireFields<QueryLeaseArgs, 'id'>>;
  leases?: Resolver<ResolversTypes['LeaseConnection'], ParentType, ContextType, RequireFields<QueryLeasesArgs, 'orderBy'>>;
  openOrders?: Resolver<ResolversTypes['OrderConnection'], ParentType, ContextType, Partial<QueryOpenOrdersArgs>>;
  changes?: Resolver<ResolversTypes['ChangeConnection'], ParentType, ContextType, Partial<QueryChangesArgs>>;
  leaseActivity?: Resolver<ReadonlyArray<ResolversTypes['ActivityPoint']>, ParentType, ContextType, RequireFields<QueryLeaseActivityArgs, 'from' | 'to' | 'interval' | 'ipOnly'>>;
  leasePrices?: Resolver<ReadonlyArray<ResolversTypes['PricePoint']>, ParentType, ContextType, RequireFields<QueryLeasePricesArgs, 'from' | 'to' | 'interval' | 'denom' | 'ipOnly'>>;
};

export type Resolvers<ContextType = Context> = {
  DateTime: GraphQLScalarType;
  UInt64: GraphQLScalarType;
  Decimal: GraphQLScalarType;
  Address: GraphQLScalarType;
  Cursor: GraphQLScalarType;
  JSON: GraphQLScalarType;
  Node: NodeResolvers<ContextType>;
  PageInfo: PageInfoResolvers<ContextType>;
  Evidence: EvidenceResolvers<ContextType>;
  Network: NetworkResolvers<ContextType>;
  HistoryProgress: HistoryProgressResolvers<ContextType>;
  Provider: ProviderResolvers<ContextType>;
  Attribute: AttributeResolvers<ContextType>;
  Deployment: DeploymentResolvers<ContextType>;
  Escrow: EscrowResolvers<ContextType>;
  Coin: CoinResolvers<ContextType>;
  DeploymentGroup: DeploymentGroupResolvers<ContextType>;
  IpEndpoint: IpEndpointResolvers<ContextType>;
  Order: OrderResolvers<ContextType>;
  Bid: BidResolvers<ContextType>;
  Price: PriceResolvers<ContextType>;
  Lease: LeaseResolvers<ContextType>;
  LeaseReclaim: LeaseReclaimResolvers<ContextType>;
  Change: ChangeResolvers<ContextType>;
  ActivityPoint: ActivityPointResolvers<ContextType>;
  PricePoint: PricePointResolvers<ContextType>;
  ProviderEdge: ProviderEdgeResolvers<ContextType>;
  ProviderConnection: ProviderConnectionResolvers<ContextType>;
  LeaseEdge: LeaseEdgeResolvers<ContextType>;
  LeaseConnection: LeaseConnectionResolvers<ContextType>;
  OrderEdge: OrderEdgeResolvers<ContextType>;
  OrderConnection: OrderConnectionResolvers<ContextType>;
  ChangeEdge: ChangeEdgeResolvers<ContextType>;
  ChangeConnection: ChangeConnectionResolvers<ContextType>;
  Query: QueryResolvers<ContextType>;
};


/** The text of schema.graphql. */
export const schemaText = "\"\"\"\nWhat the Akash Network's chain says about leases, as of the newest block that this gateway has indexed.\n\nWhat is unknown is null, never zero. Every response carries `extensions.indexedHeight` (the answer is at\nleast as new as that block; null before the first block is indexed) and `extensions.lagSeconds` (seconds\nsince that block). Every error carries `extensions.code`, one of the closed list in docs/errors.md.\n\"\"\"\nschema {\n  query: Query\n}\n\n\"A point in time: RFC 3339, UTC, milliseconds, as in \\\"2026-01-31T12:00:00.000Z\\\".\"\nscalar DateTime\n\n\"\"\"\nA whole number from 0 to 2^64−1. Always written as a decimal string, so that no client rounds it; read\nfrom a decimal string without sign, blanks and leading zeros, or from an integer literal up to 2^53−1.\n\"\"\"\nscalar UInt64\n\n\"An exact decimal number, written as a string without exponent and trailing zeros, as in \\\"12.5\\\".\"\nscalar Decimal\n\n\"An account of the Akash Network: bech32 in lower case with the prefix \\\"akash\\\"; the checksum is verified.\"\nscalar Address\n\n\"\"\"\nA position in one list. Opaque; it stays valid across restarts and re-indexing, and only for the list\n(with the same filter and order) that gave it.\n\"\"\"\nscalar Cursor\n\n\"Any JSON value.\"\nscalar JSON\n\n\"Something with an id of its own that `node` finds again.\"\ninterface Node {\n  \"Unique across all types and chains; opaque; the same after every re-indexing.\"\n  id: ID!\n}\n\n\"Where a page stands in its list.\"\ntype PageInfo {\n  \"Whether the list goes on after this page.\"\n  hasNextPage: Boolean!\n  \"Whether the list has something before this page.\"\n  hasPreviousPage: Boolean!\n  \"The cursor of the first edge; null on an empty page.\"\n  startCursor: Cursor\n  \"The cursor of the last edge; null on an empty page.\"\n  endCursor: Cursor\n}\n\n\"How a fact reached this index.\"\nenum EvidenceSource {\n  \"Told by an event of a block.\"\n  CHAIN_EVENT\n  \"Read from the chain's state.\"\n  CHAIN_STATE\n}\n\n\"Where a fact comes from, and how old it is.\"\ntype Evidence {\n  \"How the fact reached this index.\"\n  source: EvidenceSource!\n  \"Time of the block after which the fact was true. Null where that block's time is not known here.\"\n  observedAt: DateTime\n  \"\"\"\n  Height of the block after which the fact was true; it holds until a later block says otherwise.\n  Null for facts that are not the chain's own; this gateway has none yet.\n  \"\"\"\n  height: UInt64\n  \"True while this index is more than 60 seconds behind: the chain may know better by now.\"\n  stale: Boolean!\n}\n\n\"The chain, and how far this index has followed it.\"\ntype Network {\n  \"The chain's name, as its nodes report it.\"\n  chainId: String!\n  \"The newest height that a node has reported. Null before the first block is indexed.\"\n  latestHeight: UInt64\n  \"The block that every answer is based on, or a later one. Null before the first block is indexed.\"\n  indexedHeight: UInt64\n  \"Time of the block at indexedHeight. Null before the first block is indexed.\"\n  indexedAt: DateTime\n  \"Seconds since indexedAt, never negative. Null before the first block is indexed.\"\n  lagSeconds: Float\n  \"What the index is doing.\"\n  phase: IndexPhase!\n  \"How much of the past has been read.\"\n  history: HistoryProgress!\n  \"Leases in state ACTIVE or RECLAIMING that want at least one IP. Null while phase is BOOTSTRAPPING.\"\n  activeIpLeases: Int\n  \"Providers that say they lease IPs (`declaresIpLeases`). Null while phase is BOOTSTRAPPING.\"\n  providersWithIps: Int\n  \"\"\"\n  Mean time between two blocks in seconds, over the last 30 days or as much of them as is known here.\n  Null while fewer than two block times are known.\n  \"\"\"\n  secondsPerBlock: Float\n}\n\n\"What the index is doing.\"\nenum IndexPhase {\n  \"Not every active record has been read yet: what is missing here may exist.\"\n  BOOTSTRAPPING\n  \"Everything active is known and new blocks follow.\"\n  LIVE\n  \"The indexer has written nothing for 60 seconds: it is down, or it reaches neither node nor database.\"\n  STALLED\n}\n\n\"How far the reading of the chain's records, closed ones included, has come.\"\ntype HistoryProgress {\n  \"True once every record of the chain's state, closed ones included, is here.\"\n  complete: Boolean!\n  \"Records read so far.\"\n  done: UInt64!\n  \"Records in all: an estimate until complete. Null before the first list has been counted.\"\n  total: UInt64\n}\n\n\"A provider of the network, as it is registered on chain.\"\ntype Provider implements Node {\n  \"Opaque id for `node`.\"\n  id: ID!\n  \"The account that the provider registered with.\"\n  address: Address!\n  \"Base URL of the provider's own API, as registered; it may be anything that the provider wrote.\"\n  hostUri: String!\n  \"Contact as registered. Null where none was given.\"\n  email: String\n  \"Website as registered. Null where none was given.\"\n  website: String\n  \"What the provider says of itself, in the order of its registration.\"\n  attributes: [Attribute!]!\n  \"Accounts that signed attributes of this provider, in alphabetical order. Null while that has not been read.\"\n  auditedBy: [Address!]\n  \"\"\"\n  Whether it says that it leases IPs: feat-endpoint-ip, capabilities/ip-lease or ip-lease is \"true\".\n  A claim, not evidence.\n  \"\"\"\n  declaresIpLeases: Boolean!\n  \"Height at which it registered. Null where that was before this index began: the chain's state does not keep it.\"\n  createdHeight: UInt64\n  \"Its leases in state ACTIVE or RECLAIMING.\"\n  activeLeaseCount: Int!\n  \"Its leases. 20 where neither first nor last is given.\"\n  leases(\n    \"Which ones. Null: all.\"\n    filter: LeaseFilter\n    \"How to sort them. Null: as by default.\"\n    orderBy: LeaseOrder = CREATED_DESC\n    \"How many from the start: 0 to 100. Not together with last.\"\n    first: Int\n    \"Only what comes after this cursor of the same list.\"\n    after: Cursor\n    \"How many from the end: 0 to 100. Not together with first.\"\n    last: Int\n    \"Only what comes before this cursor of the same list.\"\n    before: Cursor\n  ): LeaseConnection!\n  \"How its leases came and went over time, one point an interval, oldest first.\"\n  leaseActivity(\n    \"Start of the time that is asked for; the first point is the interval that holds it.\"\n    from: DateTime!\n    \"End of the time that is asked for, exclusive; after `from`, and at most 1000 intervals after it.\"\n    to: DateTime!\n    \"How long one point is.\"\n    interval: Interval!\n    \"Only leases that want an IP (true), or all (false). Null: as by default.\"\n    ipOnly: Boolean = true\n  ): [ActivityPoint!]!\n  \"What its leases cost when they were created, over time, one point an interval, oldest first.\"\n  leasePrices(\n    \"Start of the time that is asked for; the first point is the interval that holds it.\"\n    from: DateTime!\n    \"End of the time that is asked for, exclusive; after `from`, and at most 1000 intervals after it.\"\n    to: DateTime!\n    \"How long one point is.\"\n    interval: Interval!\n    \"Only prices in this denomination.\"\n    denom: String! = \"uact\"\n    \"Only leases that want an IP (true), or all (false). Null: as by default.\"\n    ipOnly: Boolean = true\n  ): [PricePoint!]!\n  \"Where this record comes from.\"\n  evidence: Evidence!\n}\n\n\"A key and a value that describe a provider.\"\ntype Attribute {\n  \"The key, as written on chain.\"\n  key: String!\n  \"The value, as written on chain.\"\n  value: String!\n  \"\"\"\n  Auditors that signed exactly this key and value, in alphabetical order; empty where nobody did.\n  Null while that has not been read.\n  \"\"\"\n  auditedBy: [Address!]\n}\n\n\"What a tenant asked the network to run.\"\ntype Deployment implements Node {\n  \"Opaque id for `node`.\"\n  id: ID!\n  \"The tenant's account.\"\n  owner: Address!\n  \"Number of the deployment, unique for its owner.\"\n  dseq: UInt64!\n  \"Whether it is still open.\"\n  state: DeploymentState!\n  \"Its groups, by gseq.\"\n  groups(\"How many at most: 0 to 100.\" first: Int! = 10): [DeploymentGroup!]!\n  \"How many groups it has.\"\n  groupCount: Int!\n  \"Its leases, newest first. 20 where neither first nor last is given.\"\n  leases(\n    \"How many from the start: 0 to 100. Not together with last.\"\n    first: Int\n    \"Only what comes after this cursor of the same list.\"\n    after: Cursor\n    \"How many from the end: 0 to 100. Not together with first.\"\n    last: Int\n    \"Only what comes before this cursor of the same list.\"\n    before: Cursor\n  ): LeaseConnection!\n  \"Height of the block that created it. Never null here: the chain keeps it.\"\n  createdHeight: UInt64\n  \"Time of that block. Null where the block's time is not known here.\"\n  createdAt: DateTime\n  \"Height of the block that closed it. Null while it is open.\"\n  closedHeight: UInt64\n  \"Time of that block. Null while it is open, and where the block's time is not known here.\"\n  closedAt: DateTime\n  \"\"\"\n  The account that pays for its leases, as it was when the deployment was last read. Null where that has not been\n  read, where the deployment was closed after it, and while phase is BOOTSTRAPPING.\n  \"\"\"\n  escrow: Escrow\n  \"Where this record comes from.\"\n  evidence: Evidence!\n}\n\n\"\"\"\nThe account that pays for a deployment's leases. The chain settles it only when somebody touches it, and tells no event\nof that nor of deposits: what stands here is as old as `evidence` says, minutes while the deployment is active.\n\"\"\"\ntype Escrow {\n  \"State of the account.\"\n  state: EscrowState!\n  \"What it held when it was settled last, one amount for each denomination; below zero is what it owes since it ran dry.\"\n  funds: [Coin!]!\n  \"Height of the block up to which the leases were paid out of it.\"\n  settledHeight: UInt64!\n  \"What the deployment's leases in state ACTIVE or RECLAIMING cost together at their present prices, by denomination.\"\n  spending: [Price!]!\n  \"\"\"\n  Height of the last block that the funds pay for at the present prices; leases since settledHeight are counted from\n  when they began to when they ended. It may lie in the past: the leases end only when somebody touches the account.\n  Null where nothing is spent, where the state is not OPEN, where it is beyond 2^64−1, and where the funds cannot have\n  paid what was paid: then there was a deposit that has not been read yet.\n  \"\"\"\n  lastsUntilHeight: UInt64\n  \"\"\"\n  Time of that block, or when it is to be expected at the measured `Network.secondsPerBlock`. Null where\n  lastsUntilHeight is null, where that rate is null, and after the year 9999.\n  \"\"\"\n  lastsUntil: DateTime\n  \"Where this fact comes from: it may be older than what the chain would say now.\"\n  evidence: Evidence!\n}\n\n\"State of a deployment's account.\"\nenum EscrowState {\n  \"Pays for the leases.\"\n  OPEN\n  \"Closed with its deployment; what was left went back to whom it came from.\"\n  CLOSED\n  \"Ran dry, and so the deployment was closed.\"\n  OVERDRAWN\n}\n\n\"An amount of money.\"\ntype Coin {\n  \"Denomination of the amount, such as uakt or uact (millionths of AKT and ACT).\"\n  denom: String!\n  \"Amount in denom.\"\n  amount: Decimal!\n}\n\n\"State of a deployment.\"\nenum DeploymentState {\n  \"Open, with or without leases.\"\n  ACTIVE\n  \"Closed for ever.\"\n  CLOSED\n}\n\n\"A part of a deployment that one provider runs as a whole.\"\ntype DeploymentGroup {\n  \"Number of the group in its deployment, from 1.\"\n  gseq: Int!\n  \"The group's name in the tenant's manifest.\"\n  name: String!\n  \"State of the group.\"\n  state: GroupState!\n  \"The deployment that it is part of. Null only while phase is BOOTSTRAPPING and its record has not been read.\"\n  deployment: Deployment\n  \"The IPs that the group wants: its distinct LEASED_IP sequence numbers, ascending.\"\n  ipEndpoints: [IpEndpoint!]!\n  \"Its orders, by oseq.\"\n  orders(\"How many at most: 0 to 100.\" first: Int! = 10): [Order!]!\n  \"How many orders it has.\"\n  orderCount: Int!\n}\n\n\"State of a deployment group.\"\nenum GroupState {\n  \"Wants a lease, or has one.\"\n  OPEN\n  \"Paused by the tenant; it can be started again.\"\n  PAUSED\n  \"Stopped because the deployment's account ran dry.\"\n  INSUFFICIENT_FUNDS\n  \"Closed for ever.\"\n  CLOSED\n}\n\n\"An IP that a group wants.\"\ntype IpEndpoint {\n  \"The chain's label for it: distinct in its group, in no other way meaningful, not a count.\"\n  sequenceNumber: Int!\n}\n\n\"An invitation to bid for a group.\"\ntype Order {\n  \"Number of the order in its group, from 1.\"\n  oseq: Int!\n  \"State of the order.\"\n  state: OrderState!\n  \"The group that it invites bids for. Null only while phase is BOOTSTRAPPING and its record has not been read.\"\n  group: DeploymentGroup\n  \"\"\"\n  Bids for it, by provider and bseq. A losing bid may stay OPEN for ever: that is how the chain keeps it;\n  `Bid.outcome` says what became of it.\n  \"\"\"\n  bids(\"How many at most: 0 to 100.\" first: Int! = 20): [Bid!]!\n  \"How many bids it has.\"\n  bidCount: Int!\n  \"The lease that came of it. Null where none has.\"\n  lease: Lease\n  \"Height of the block that created it. Never null here: the chain keeps it.\"\n  createdHeight: UInt64\n  \"Time of that block. Null where the block's time is not known here.\"\n  createdAt: DateTime\n}\n\n\"State of an order.\"\nenum OrderState {\n  \"Waiting for a bid to be accepted.\"\n  OPEN\n  \"A lease came of it.\"\n  ACTIVE\n  \"Closed for ever.\"\n  CLOSED\n}\n\n\"A provider's offer for an order.\"\ntype Bid {\n  \"Account of the provider that bids.\"\n  providerAddress: Address!\n  \"The provider that bids. Null only while phase is BOOTSTRAPPING and its record has not been read.\"\n  provider: Provider\n  \"Number of the bid among the provider's bids for this order, from 0.\"\n  bseq: Int!\n  \"What the provider asks for.\"\n  price: Price!\n  \"State of the bid, as the chain keeps it.\"\n  state: BidState!\n  \"What became of it.\"\n  outcome: BidOutcome!\n  \"Height of the block that created it. Never null here: the chain keeps it.\"\n  createdHeight: UInt64\n}\n\n\"State of a bid.\"\nenum BidState {\n  \"Not accepted. On an order that is ACTIVE or CLOSED it lost, but the chain keeps it open.\"\n  OPEN\n  \"Accepted: there is a lease of the same numbers.\"\n  ACTIVE\n  \"Another bid was accepted.\"\n  LOST\n  \"Closed for ever.\"\n  CLOSED\n}\n\n\"What became of a bid.\"\nenum BidOutcome {\n  \"The order is still open, and so is the bid.\"\n  WAITING\n  \"A lease came of it, which may have ended since.\"\n  WON\n  \"The order is over, and no lease came of this bid.\"\n  LOST\n  \"The bid was closed while its order is still open.\"\n  WITHDRAWN\n}\n\n\"What something costs.\"\ntype Price {\n  \"Denomination of the amount, such as uakt or uact (millionths of AKT and ACT).\"\n  denom: String!\n  \"Amount in denom per block.\"\n  amount: Decimal!\n  \"\"\"\n  Amount in denom for a month of 30.4375 days, at the measured `Network.secondsPerBlock`, rounded to a whole\n  number of blocks. Null while that is null.\n  \"\"\"\n  perMonth: Decimal\n}\n\n\"A provider's promise to run a group at a price.\"\ntype Lease implements Node {\n  \"Opaque id for `node`.\"\n  id: ID!\n  \"The tenant's account.\"\n  owner: Address!\n  \"Number of the deployment, unique for its owner.\"\n  dseq: UInt64!\n  \"Number of the group in its deployment, from 1.\"\n  gseq: Int!\n  \"Number of the order in its group, from 1.\"\n  oseq: Int!\n  \"Number of the bid among the provider's bids for this order, from 0.\"\n  bseq: Int!\n  \"Account of the provider that runs it.\"\n  providerAddress: Address!\n  \"The provider that runs it. Null only while phase is BOOTSTRAPPING and its record has not been read.\"\n  provider: Provider\n  \"The deployment it belongs to. Null only while phase is BOOTSTRAPPING and its record has not been read.\"\n  deployment: Deployment\n  \"State of the lease.\"\n  state: LeaseState!\n  \"Why it ended. Null while it has not.\"\n  closeReason: LeaseCloseReason\n  \"The provider's notice that it takes the lease back. Null where none was given.\"\n  reclaim: LeaseReclaim\n  \"\"\"\n  The price as created. Only the chain's own migrations change a price; one that happened before this\n  index began cannot be seen, and then this is the price after it.\n  \"\"\"\n  price: Price!\n  \"The price in force, or the last one in force where the lease has ended.\"\n  currentPrice: Price!\n  \"Height of the block that created it.\"\n  createdHeight: UInt64!\n  \"Time of that block. Null where the block's time is not known here.\"\n  createdAt: DateTime\n  \"Height of the block that ended it. Null while it has not ended.\"\n  closedHeight: UInt64\n  \"Time of that block. Null while it has not ended, and where the block's time is not known here.\"\n  closedAt: DateTime\n  \"\"\"\n  IPs that the lease is entitled to: the distinct LEASED_IP endpoints of its group.\n  Null only while phase is BOOTSTRAPPING and the group has not been read.\n  \"\"\"\n  ipEndpointCount: Int\n  \"What happened to it, oldest first. 50 where neither first nor last is given.\"\n  events(\n    \"How many from the start: 0 to 100. Not together with last.\"\n    first: Int\n    \"Only what comes after this cursor of the same list.\"\n    after: Cursor\n    \"How many from the end: 0 to 100. Not together with first.\"\n    last: Int\n    \"Only what comes before this cursor of the same list.\"\n    before: Cursor\n  ): ChangeConnection!\n  \"Where this record comes from.\"\n  evidence: Evidence!\n}\n\n\"State of a lease.\"\nenum LeaseState {\n  \"Running.\"\n  ACTIVE\n  \"Running, but the provider has announced that it takes the lease back.\"\n  RECLAIMING\n  \"Ended because the deployment's account ran dry.\"\n  INSUFFICIENT_FUNDS\n  \"Ended for any other reason.\"\n  CLOSED\n}\n\n\"Why a lease ended, as the chain recorded it.\"\nenum LeaseCloseReason {\n  \"The tenant closed it.\"\n  OWNER\n  \"The provider closed it: the workload was unstable.\"\n  UNSTABLE\n  \"The provider closed it: it is being taken out of service.\"\n  DECOMMISSION\n  \"The provider closed it without saying why.\"\n  UNSPECIFIED\n  \"The provider closed it: no manifest came in time.\"\n  MANIFEST_TIMEOUT\n  \"The deployment's account ran dry.\"\n  INSUFFICIENT_FUNDS\n  \"A reason that this gateway has no word for, or none: the chain's older records have none.\"\n  UNKNOWN\n}\n\n\"A provider's notice that it takes a lease back.\"\ntype LeaseReclaim {\n  \"Height of the block that carried the notice.\"\n  startedHeight: UInt64!\n  \"Time of that block. Null where the block's time is not known here.\"\n  startedAt: DateTime\n  \"From then on the provider may close the lease. Null where the chain's number is beyond any calendar.\"\n  deadline: DateTime\n  \"The reason that the provider gave.\"\n  reason: LeaseCloseReason!\n}\n\n\"What can change.\"\nenum ChangeKind {\n  \"A provider registered.\"\n  PROVIDER_CREATED\n  \"A provider's record, attributes or audits changed.\"\n  PROVIDER_UPDATED\n  \"A deployment was created.\"\n  DEPLOYMENT_CREATED\n  \"A deployment's manifest changed.\"\n  DEPLOYMENT_UPDATED\n  \"An order was created.\"\n  ORDER_CREATED\n  \"A provider bid.\"\n  BID_CREATED\n  \"A lease was created.\"\n  LEASE_CREATED\n  \"The provider announced that it takes the lease back.\"\n  LEASE_RECLAIM_STARTED\n  \"A migration of the chain changed the lease's price.\"\n  LEASE_PRICE_CHANGED\n  \"A lease ended.\"\n  LEASE_CLOSED\n  \"A bid was closed.\"\n  BID_CLOSED\n  \"An order was closed.\"\n  ORDER_CLOSED\n  \"A deployment was closed.\"\n  DEPLOYMENT_CLOSED\n}\n\n\"One thing that happened to one record at one height.\"\ntype Change implements Node {\n  \"Made of kind, subject and height alone: the same on every delivery, replay and re-indexing.\"\n  id: ID!\n  \"\"\"\n  Its place in the feed: `changes(after:)` goes on behind it, whatever the filter. Made of kind, subject and\n  height alone, so that it stays valid when everything is indexed anew.\n  \"\"\"\n  cursor: Cursor!\n  \"What happened.\"\n  kind: ChangeKind!\n  \"Time of its block. Null where that is not known: for what happened before this index began.\"\n  at: DateTime\n  \"Height of its block. Null for changes that are not the chain's own; this gateway has none yet.\"\n  height: UInt64\n  \"The lease it is about. Null for changes of other records.\"\n  lease: Lease\n  \"The provider that the changed provider, bid or lease belongs to. Null for other records and while not yet read.\"\n  provider: Provider\n  \"What changed, before. Null where there was nothing before.\"\n  before: JSON\n  \"What changed, after. Null where there is nothing after.\"\n  after: JSON\n  \"Where this fact comes from.\"\n  evidence: Evidence!\n}\n\n\"A length of time. Intervals begin at full minutes, hours, days and Mondays, UTC.\"\nenum Interval {\n  \"One minute.\"\n  MINUTE\n  \"One hour.\"\n  HOUR\n  \"One day.\"\n  DAY\n  \"Seven days, from Monday.\"\n  WEEK\n}\n\n\"How leases came and went in one interval.\"\ntype ActivityPoint {\n  \"Start of the interval.\"\n  at: DateTime!\n  \"Leases created in it.\"\n  opened: Int!\n  \"Leases that ended in it.\"\n  closed: Int!\n  \"Leases that were open at its end; for an interval that still runs, by now.\"\n  active: Int!\n  \"\"\"\n  True where the interval's borders in blocks were estimated between or beyond the blocks whose times are\n  known here; false where they are exact.\n  \"\"\"\n  estimated: Boolean!\n}\n\n\"What leases that were created in one interval cost, per block.\"\ntype PricePoint {\n  \"Start of the interval.\"\n  at: DateTime!\n  \"Leases created in it at a price in this denomination.\"\n  opened: Int!\n  \"The lowest amount per block. Null where none was created.\"\n  lowest: Decimal\n  \"The amount per block that half of them do not exceed. Null where none was created.\"\n  median: Decimal\n  \"The highest amount per block. Null where none was created.\"\n  highest: Decimal\n  \"As in ActivityPoint.\"\n  estimated: Boolean!\n}\n\n\"A provider in a list.\"\ntype ProviderEdge {\n  \"Its position in the list.\"\n  cursor: Cursor!\n  \"The provider.\"\n  node: Provider!\n}\n\n\"A page of providers.\"\ntype ProviderConnection {\n  \"The page, with cursors.\"\n  edges: [ProviderEdge!]!\n  \"The page, without cursors.\"\n  nodes: [Provider!]!\n  \"Where the page stands in the list.\"\n  pageInfo: PageInfo!\n  \"Providers in the whole list. Counted only where it is asked for.\"\n  totalCount: Int!\n}\n\n\"A lease in a list.\"\ntype LeaseEdge {\n  \"Its position in the list.\"\n  cursor: Cursor!\n  \"The lease.\"\n  node: Lease!\n}\n\n\"A page of leases.\"\ntype LeaseConnection {\n  \"The page, with cursors.\"\n  edges: [LeaseEdge!]!\n  \"The page, without cursors.\"\n  nodes: [Lease!]!\n  \"Where the page stands in the list.\"\n  pageInfo: PageInfo!\n  \"Leases in the whole list. Counted only where it is asked for.\"\n  totalCount: Int!\n}\n\n\"An order in a list.\"\ntype OrderEdge {\n  \"Its position in the list.\"\n  cursor: Cursor!\n  \"The order.\"\n  node: Order!\n}\n\n\"A page of orders.\"\ntype OrderConnection {\n  \"The page, with cursors.\"\n  edges: [OrderEdge!]!\n  \"The page, without cursors.\"\n  nodes: [Order!]!\n  \"Where the page stands in the list.\"\n  pageInfo: PageInfo!\n  \"Orders in the whole list. Counted only where it is asked for.\"\n  totalCount: Int!\n}\n\n\"A change in a list.\"\ntype ChangeEdge {\n  \"Its position in the list.\"\n  cursor: Cursor!\n  \"The change.\"\n  node: Change!\n}\n\n\"A page of changes.\"\ntype ChangeConnection {\n  \"The page, with cursors.\"\n  edges: [ChangeEdge!]!\n  \"The page, without cursors.\"\n  nodes: [Change!]!\n  \"Where the page stands in the list.\"\n  pageInfo: PageInfo!\n}\n\n\"Which providers to list: those that meet every condition given.\"\ninput ProviderFilter {\n  \"Only those that do (true) or do not (false) say that they lease IPs. Null: both.\"\n  declaresIpLeases: Boolean\n  \"Only those that say all of this of themselves: at most 10. Null or empty: any.\"\n  attributes: [AttributeInput!]\n  \"Only those with attributes signed by this account. Null: any.\"\n  auditedBy: Address\n}\n\n\"An attribute to look for.\"\ninput AttributeInput {\n  \"The key, exactly as on chain.\"\n  key: String!\n  \"The value, exactly as on chain. Null: any value.\"\n  value: String\n}\n\n\"How to sort providers. What is equal is sorted by address.\"\nenum ProviderOrder {\n  \"Most leases in state ACTIVE or RECLAIMING first.\"\n  ACTIVE_LEASES_DESC\n  \"Latest registered first; those whose createdHeight is null come last.\"\n  CREATED_DESC\n  \"By address, in alphabetical order.\"\n  ADDRESS_ASC\n}\n\n\"Which leases to list: those that meet every condition given.\"\ninput LeaseFilter {\n  \"Only this tenant's. Null: any.\"\n  owner: Address\n  \"Only this provider's. Null: any.\"\n  provider: Address\n  \"Only deployments of this number. Null: any.\"\n  dseq: UInt64\n  \"Only those in one of these states; empty: none. Null: any.\"\n  states: [LeaseState!]\n  \"Only those that ended for one of these reasons; empty: none. Null: any, and those that have not ended.\"\n  closeReasons: [LeaseCloseReason!]\n  \"Only those that want (true) or do not want (false) an IP. Null: both.\"\n  hasIpEndpoints: Boolean\n  \"Only those created above this height. Null: any.\"\n  createdAfterHeight: UInt64\n  \"Only those created below this height. Null: any.\"\n  createdBeforeHeight: UInt64\n}\n\n\"Which open orders to list: those that meet every condition given.\"\ninput OpenOrderFilter {\n  \"Only this tenant's. Null: any.\"\n  owner: Address\n  \"Only those with (true) or without (false) an open bid. Null: both.\"\n  hasBids: Boolean\n  \"Only those whose group wants (true) or does not want (false) an IP. Null: both.\"\n  wantsIps: Boolean\n}\n\n\"Which changes to list: those that meet every condition given.\"\ninput ChangeFilter {\n  \"Only these kinds; empty: none. Null: any.\"\n  kinds: [ChangeKind!]\n  \"Only changes of this tenant's deployments, orders, bids and leases. Null: any.\"\n  owner: Address\n  \"Only changes of this provider, its bids and its leases. Null: any.\"\n  provider: Address\n  \"Only changes of deployments of this number and what belongs to them. Null: any.\"\n  dseq: UInt64\n}\n\n\"How to sort leases. What is equal is sorted by the lease's numbers, in the same direction.\"\nenum LeaseOrder {\n  \"Latest created first.\"\n  CREATED_DESC\n  \"Earliest created first.\"\n  CREATED_ASC\n  \"Latest ended first; those that have not ended come last.\"\n  CLOSED_DESC\n  \"Highest current amount first, whatever its denomination: no exchange rate is applied.\"\n  PRICE_DESC\n}\n\n\"The numbers that name a lease on chain.\"\ninput LeaseId {\n  \"The tenant's account.\"\n  owner: Address!\n  \"Number of the deployment.\"\n  dseq: UInt64!\n  \"Number of the group, from 1.\"\n  gseq: Int! = 1\n  \"Number of the order, from 1.\"\n  oseq: Int! = 1\n  \"Account of the provider.\"\n  provider: Address!\n  \"Number of the bid, from 0.\"\n  bseq: Int! = 0\n}\n\n\"What can be asked.\"\ntype Query {\n  \"The record with this id. Null where there is none.\"\n  node(\"An `id` that this gateway gave.\" id: ID!): Node\n  \"The records with these ids, in the same order; null where there is none.\"\n  nodes(\"Ids that this gateway gave: at most 100.\" ids: [ID!]!): [Node]!\n  \"The chain, and how far this index has followed it.\"\n  network: Network!\n  \"One provider. Null where the chain has none of this address, or it has not been read yet.\"\n  provider(\"The account that the provider registered with.\" address: Address!): Provider\n  \"Providers. 20 where neither first nor last is given.\"\n  providers(\n    \"Which ones. Null: all.\"\n    filter: ProviderFilter\n    \"How to sort them. Null: as by default.\"\n    orderBy: ProviderOrder = ACTIVE_LEASES_DESC\n    \"How many from the start: 0 to 100. Not together with last.\"\n    first: Int\n    \"Only what comes after this cursor of the same list.\"\n    after: Cursor\n    \"How many from the end: 0 to 100. Not together with first.\"\n    last: Int\n    \"Only what comes before this cursor of the same list.\"\n    before: Cursor\n  ): ProviderConnection!\n  \"One deployment. Null where the chain has none of these numbers, or it has not been read yet.\"\n  deployment(\"The tenant's account.\" owner: Address!, \"Number of the deployment.\" dseq: UInt64!): Deployment\n  \"One lease. Null where the chain has none of these numbers, or it has not been read yet.\"\n  lease(\"The lease's numbers.\" id: LeaseId!): Lease\n  \"Leases. 20 where neither first nor last is given.\"\n  leases(\n    \"Which ones. Null: all.\"\n    filter: LeaseFilter\n    \"How to sort them. Null: as by default.\"\n    orderBy: LeaseOrder = CREATED_DESC\n    \"How many from the start: 0 to 100. Not together with last.\"\n    first: Int\n    \"Only what comes after this cursor of the same list.\"\n    after: Cursor\n    \"How many from the end: 0 to 100. Not together with first.\"\n    last: Int\n    \"Only what comes before this cursor of the same list.\"\n    before: Cursor\n  ): LeaseConnection!\n  \"Orders that are open: groups that wait for a bid, or for their tenant to accept one. Newest first, 20 where neither first nor last is given.\"\n  openOrders(\n    \"Which ones. Null: all.\"\n    filter: OpenOrderFilter\n    \"How many from the start: 0 to 100. Not together with last.\"\n    first: Int\n    \"Only what comes after this cursor of the same list.\"\n    after: Cursor\n    \"How many from the end: 0 to 100. Not together with first.\"\n    last: Int\n    \"Only what comes before this cursor of the same list.\"\n    before: Cursor\n  ): OrderConnection!\n  \"\"\"\n  The feed: what changed since this index began, in the order in which it was written, oldest first. That is by\n  height but for late corrections, so that a reader who goes on behind the last cursor misses nothing.\n  100 where neither first nor last is given; `last` gives the newest.\n  \"\"\"\n  changes(\n    \"Which ones. Null: all.\"\n    filter: ChangeFilter\n    \"How many from the start: 0 to 100. Not together with last.\"\n    first: Int\n    \"\"\"\n    Only what comes after this cursor of `changes`, of any filter. Where the index was built anew since and does not\n    hold that change any more, from the first change of its height on: twice perhaps, never missed.\n    \"\"\"\n    after: Cursor\n    \"How many from the end: 0 to 100. Not together with first.\"\n    last: Int\n    \"Only what comes before this cursor of `changes`, of any filter.\"\n    before: Cursor\n  ): ChangeConnection!\n  \"How leases came and went over time, one point an interval, oldest first.\"\n  leaseActivity(\n    \"Start of the time that is asked for; the first point is the interval that holds it.\"\n    from: DateTime!\n    \"End of the time that is asked for, exclusive; after `from`, and at most 1000 intervals after it.\"\n    to: DateTime!\n    \"How long one point is.\"\n    interval: Interval!\n    \"Only this provider's. Null: all.\"\n    provider: Address\n    \"Only leases that want an IP (true), or all (false). Null: as by default.\"\n    ipOnly: Boolean = true\n  ): [ActivityPoint!]!\n  \"What leases cost when they were created, over time, one point an interval, oldest first.\"\n  leasePrices(\n    \"Start of the time that is asked for; the first point is the interval that holds it.\"\n    from: DateTime!\n    \"End of the time that is asked for, exclusive; after `from`, and at most 1000 intervals after it.\"\n    to: DateTime!\n    \"How long one point is.\"\n    interval: Interval!\n    \"Only prices in this denomination.\"\n    denom: String! = \"uact\"\n    \"Only this provider's. Null: all.\"\n    provider: Address\n    \"Only leases that want an IP (true), or all (false). Null: as by default.\"\n    ipOnly: Boolean = true\n  ): [PricePoint!]!\n}\n"
