# Independent reference of stat/between: exact binomial sums, fine quadrature (h = .01).
from math import *
def logit(p): return log(p/(1-p))
def expit(t): return 1/(1+exp(-t)) if t>-700 else 0.0
def phi(u): return exp(-u*u/2)/sqrt(2*pi)
def pmf(k,n,t): return exp(lgamma(n+1)-lgamma(k+1)-lgamma(n-k+1)+k*log(t)+(n-k)*log1p(-t))
def tails(x,n,t): return sum(pmf(k,n,t) for k in range(x+1)), sum(pmf(k,n,t) for k in range(x,n+1))
def moments(sigma,target):
    mu=logit(target)-sigma**2/2*(1-2*target); U=[-8+.01*i for i in range(1601)]
    w=[phi(u)*.01 for u in U]; th=[expit(mu+sigma*u) for u in U]
    m=sum(a*b for a,b in zip(w,th)); v=sum(a*(b-m)**2 for a,b in zip(w,th)); f=sum(a*(b-m)**4 for a,b in zip(w,th))
    return m,v/(m*(1-m)),(max(0,f/v**2-3) if sigma>0 else 0),logit(m)-mu
def ref(X,N,i):
    t=sum(X)/sum(N); ch2=1/(sum(N)/len(N)*t*(1-t)); nodes=[]
    sig=.2*sqrt(ch2); before=0; g=0; top=max(3,5*sqrt(ch2))
    while sig<top:
        edge=sig*sig*(1/1.25 if g==0 else 1.25); L=log1p(edge/ch2)
        s=0 if g==0 else sig; nodes.append((s,log(L-before+(2 if g==0 else 0)))+moments(s,t)); before=L
        if g>0: sig*=1.25
        g+=1
    def c(n,typ):
        v=t*(1-t); a=1/(1+max(0,n-1)*typ[3]); e=max(0,1-6*v)/(n*v)*a*a+.2*typ[4]*(1-a)**2; return 1/(1+e/2)
    def like(nd,idx,typ):
        D=[1+(N[j]-1)*nd[3] for j in idx]; w=[N[j]/d for j,d in zip(idx,D)]; m=sum(a*X[j]/N[j] for a,j in zip(w,idx))/sum(w)
        l=nd[1]-.5*(sum(c(N[j],typ)*(log(d)+a*(X[j]/N[j]-m)**2/(m*(1-m))) for j,d,a in zip(idx,D,w))+log(sum(w)))
        return l,m,sum(w)
    every=range(len(X)); typ=max(nodes,key=lambda nd:like(nd,every,nodes[0])[0])
    idx=[j for j in every if j!=i]; r=[like(nd,idx,typ) for nd in nodes]; mx=max(a[0] for a in r); W=[exp(a[0]-mx) for a in r]; S=sum(W)
    lo=up=ex=0
    for nd,(l,m,sw),w in zip(nodes,r,W):
        if w/S<1e-6: continue
        sd=sqrt(nd[0]**2+1/(sw*m*(1-m))); mu=logit(m)-nd[5]; ex+=w/S*m
        for q in range(321):
            u=-8+.05*q; a,b=tails(X[i],N[i],min(max(expit(mu+sd*u),1e-12),1-1e-12)); lo+=w/S*phi(u)*.05*a; up+=w/S*phi(u)*.05*b
    return lo,up,ex
X=[12,30,55,8,90,140,22,5]; N=[200,420,600,260,1100,1500,300,150]
for i in (3,7,0): print(i,"%.8f %.8f %.8f"%ref(X,N,i))
X=[0,1,2,0,1,3,1,0]; N=[1,2,9,3,5,8,4,6]
for i in (5,0): print(i,"%.8f %.8f %.8f"%ref(X,N,i))
